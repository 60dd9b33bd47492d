import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { note } from '../../../src/cluster/existing/remains.ts'
import { clean } from '../../../src/scenario/clean.ts'
import { runTest } from '../../../src/scenario/run-test.ts'
import type { Scenario } from '../../../src/scenario/scenario.ts'
import { Connection } from '../../../src/targets/mysql/connection.ts'
import { mysql } from '../../../src/targets/mysql/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { temporaryStore } from '../../integration/murphy.ts'
import { type Deployed, deployed } from '../deployed.ts'

const password = 'c0rrect+horse'
const store = temporaryStore()

let theirs: Deployed
let places: string[]
let scenario: Scenario

/** A source and its replica of somebody else's, with a user who needs a password and has no more than it takes. */
beforeAll(async () => {
  if (!(await docker.probe()).works) return
  theirs = await deployed(mysql, { setting: 'semi-sync', nodes: ['n1', 'n2'], backend: docker })
  await sql(
    `create user tester identified by '${password}'`,
    'grant all on `murphy\\_%`.* to tester',
    'grant select on performance_schema.* to tester',
    "create user stranger identified by ''",
  )
  places = theirs.cluster.nodes.map(({ name }) => {
    const { host, port } = theirs.cluster.address(name, 'client')
    return `${host}:${port}`
  })
  const servers = places.map((place) => `mysql://tester:${encodeURIComponent(password)}@${place}`)
  const short = { rate: 100, concurrency: 4, timeLimit: 4, seed: 5, store }
  scenario = { target: 'mysql', setting: 'semi-sync', servers, ...short }
})
afterAll(() => theirs?.down())

async function sql(...texts: string[]): Promise<unknown[]> {
  const connection = await Connection.open(theirs.cluster.address('n1', 'client'), { timeoutMs: 5000 })
  try {
    let rows: unknown[] = []
    for (const text of texts) ({ rows } = await connection.query({ text }))
    return rows
  } finally {
    connection.close()
  }
}

const databases = () => sql("select schema_name from information_schema.schemata where schema_name like 'murphy\\_%'")

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describeWithEngine('servers of MySQL that run already', () => {
  test('registers are linearizable while answers are lost; no database and no password is left', async () => {
    const said: string[] = []
    const { folder, results, test } = await runTest(
      { ...scenario, faults: ['drop-answers'], interval: 1 },
      { consent: async () => true, onProgress: (event) => said.push(JSON.stringify(event)) },
    )
    expect(results.verdict, `${results.sentence}\n${said.join('\n')}`).toBe('valid')
    expect(results.checkers).toMatchObject({ linearizable: { verdict: 'valid' }, faults: { verdict: 'valid' } })
    expect(test.versions.mysql).toMatch(/^MySQL \d+\.\d+\.\d+$/)
    expect(test.command).toContain(`--nodes mysql://tester@${places[0]},`)
    const everything = [...filesIn(folder).map((path) => readFileSync(path, 'utf8')), ...said].join('\n')
    expect(everything).toContain('tester@')
    for (const form of [password, encodeURIComponent(password)]) expect(everything).not.toContain(form)
    expect(await databases()).toEqual([])
    expect(readdirSync(tmpdir())).not.toContain(`murphy-on-servers-${test.runId}.json`)
  })

  test('mistakes are told in a sentence, with what to do, and nothing is made', async () => {
    const refusal = async (change: Partial<Scenario>, secret: (name: string) => string | undefined = () => undefined) =>
      await runTest({ ...scenario, ...change }, { secret }).catch((error: unknown) => error)
    const told = (message: string, hint: string) => ({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
    const as = (user: string) => ({ servers: places.map((place) => `${user}@${place}`) })
    const wrong = await refusal(as('tester:wr0ng'))
    expect(wrong).toMatchObject({
      kind: 'broken',
      ...told('does not let tester look: Access denied', 'MYSQL_PWD'),
    })
    expect((wrong as Error).message).not.toContain('wr0ng')
    expect(await refusal(as('stranger'))).toMatchObject(
      told('SELECT command denied', 'grant select on performance_schema'),
    )
    expect(await refusal({ servers: ['127.0.0.1:1'], setting: 'async' })).toMatchObject(
      told('127.0.0.1:1 cannot be reached (ECONNREFUSED)', 'firewall'),
    )
    expect(await refusal({ setting: 'group' })).toMatchObject({ kind: 'usage', ...told('needs at least 3', '') })
    const withPassword = (servers: string[], setting: string) => refusal({ servers, setting }, () => password)
    const [, replica = ''] = places
    expect(await withPassword([`tester@${replica}`], 'async')).toMatchObject(
      told('None of these servers is a primary', ''),
    )
    expect(
      await withPassword(
        places.map((place) => `tester@${place}`),
        'semi-sync-after-commit',
      ),
    ).toMatchObject(told('rpl_semi_sync_source_wait_point is AFTER_SYNC', '--setting'))
    expect(await databases()).toEqual([])
  })

  test('what a killed run left is cleaned with what the environment says', async () => {
    await sql('create database murphy_deadbeef', 'create table murphy_deadbeef.some (k integer primary key)')
    note({ runId: 'deadbeef', target: 'mysql', servers: places.map((place) => `mysql://tester@${place}`) })
    process.env.MYSQL_PWD = password
    try {
      expect((await clean('deadbeef')).cleaned).toEqual([
        { kind: 'schema', name: 'murphy_deadbeef', runId: 'deadbeef' },
      ])
    } finally {
      delete process.env.MYSQL_PWD
    }
    expect(await databases()).toEqual([])
  })

  test('where the user may see tables of others, somebody has to agree', async () => {
    await sql(
      'create database shop',
      'create table shop.orders (id integer primary key)',
      'grant select on shop.* to tester',
    )
    await expect(runTest(scenario)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('it has the table shop.orders. Nobody has agreed'),
    })
    expect(await databases()).toEqual([])
  })
})
