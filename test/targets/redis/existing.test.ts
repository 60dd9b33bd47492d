import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { note } from '../../../src/cluster/existing/remains.ts'
import { defaultsOf } from '../../../src/op/option.ts'
import { clean } from '../../../src/scenario/clean.ts'
import { runTest } from '../../../src/scenario/run-test.ts'
import type { Scenario } from '../../../src/scenario/scenario.ts'
import { Connection, type Reply } from '../../../src/targets/redis/connection.ts'
import { redis } from '../../../src/targets/redis/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { temporaryStore } from '../../integration/murphy.ts'
import { type Deployed, deployed } from '../deployed.ts'

const password = 'c0rrect+horse'
const store = temporaryStore()
/** As docs/existing-clusters.md has it. */
const rights =
  '~murphy_* +ping +info +time +select +scan +get +set +del +sadd +smembers +rpush +lrange +eval +multi +exec +wait'

let theirs: Deployed
let places: string[]
let scenario: Scenario

/** A master and its replicas of somebody else's, with a user who needs a password and has no more than it takes. */
beforeAll(async () => {
  if (!(await docker.probe()).works) return
  theirs = await deployed(redis, { setting: 'sentinel', options: defaultsOf(redis.options), backend: docker })
  for (const { name } of theirs.cluster.nodes)
    await ask(name, 'ACL', 'SETUSER', 'tester', 'on', `>${password}`, ...rights.split(' '))
  places = theirs.cluster.nodes.map(({ name }) => {
    const { host, port } = theirs.cluster.address(name, 'client')
    return `${host}:${port}`
  })
  const servers = places.map((place) => `redis://tester:${encodeURIComponent(password)}@${place}`)
  scenario = { target: 'redis', servers, workload: 'register', rate: 100, concurrency: 4, timeLimit: 2, seed: 5, store }
})
afterAll(() => theirs?.down())

async function ask(node: string, ...command: string[]): Promise<Reply> {
  const connection = await Connection.open(theirs.cluster.address(node, 'client'), 5000)
  return await connection.send(...command).finally(() => connection.close())
}

const keys = () => ask('n1', 'KEYS', '*')

describeWithEngine('servers of Redis that run already', () => {
  test('registers are linearizable while answers are lost; no key and no password is left', async () => {
    const { folder, results, test } = await runTest({ ...scenario, faults: ['drop-answers'], interval: 0.5 })
    expect(results.verdict, results.sentence).toBe('valid')
    expect(results.checkers).toMatchObject({ linearizable: { verdict: 'valid' }, faults: { verdict: 'valid' } })
    expect(test.versions.redis).toMatch(/^Redis \d+\.\d+\.\d+$/)
    expect(test.command).toContain(`--nodes redis://tester@${places[0]},`)
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const everything = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n')
    expect(everything).toContain('tester@')
    for (const form of [password, encodeURIComponent(password)]) expect(everything).not.toContain(form)
    expect(await keys()).toEqual([])
  })

  test('what a killed run left is cleaned, and nothing else; with keys of others somebody has to agree', async () => {
    for (const key of ['murphy_deadbeef:set', 'murphy_deadbee:set', 'theirs']) await ask('n1', 'SET', key, '')
    note({ runId: 'deadbeef', target: 'redis', servers: places.map((place) => `redis://tester@${place}`) })
    process.env.REDISCLI_AUTH = password
    try {
      expect((await clean('deadbeef')).cleaned).toMatchObject([{ name: 'murphy_deadbeef' }])
    } finally {
      delete process.env.REDISCLI_AUTH
    }
    expect(await keys()).toEqual(expect.arrayContaining(['murphy_deadbee:set', 'theirs']))
    await expect(runTest(scenario)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/it has 2 keys, such as .* Nobody has agreed/),
    })
    const wrong = { ...scenario, servers: places.map((place) => `tester:wr0ng@${place}`) }
    await expect(runTest(wrong)).rejects.toMatchObject({
      message: expect.stringContaining('does not let tester look: WRONGPASS'),
      hint: expect.stringContaining('REDISCLI_AUTH'),
    })
    expect(await keys()).toHaveLength(2)
  })
})
