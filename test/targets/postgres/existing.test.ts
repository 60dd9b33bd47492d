import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { note } from '../../../src/cluster/existing/remains.ts'
import { readSuite } from '../../../src/cluster/existing/suite.ts'
import { clean } from '../../../src/scenario/clean.ts'
import { runTest } from '../../../src/scenario/run-test.ts'
import type { Scenario } from '../../../src/scenario/scenario.ts'
import { Connection } from '../../../src/targets/postgres/connection.ts'
import { murphy, temporaryStore } from '../../integration/murphy.ts'
import { type Deployed, deployed } from './cluster.ts'

const password = 'c0rrect+horse'
const store = temporaryStore()
const secret = (name: string) => (name === 'PGPASSWORD' ? password : undefined)

let theirs: Deployed
let places: string[]
let scenario: Scenario

/** Servers of somebody else's, with a user who needs a password and may make schemas, and no more. */
beforeAll(async () => {
  theirs = await deployed('async')
  await sql('n1', `create role tester login password '${password}'`)
  await sql('n1', 'grant create on database postgres to tester')
  for (const node of theirs.cluster.nodes) {
    const path = join(node.dataDir, 'pg_hba.conf')
    await node.writeFile(path, `host all tester all scram-sha-256\n${await node.readFile(path)}`)
    await sql(node.name, 'select pg_reload_conf()')
  }
  places = theirs.cluster.nodes.map(({ name }) => {
    const { host, port } = theirs.cluster.address(name, 'client')
    return `${host}:${port}`
  })
  const servers = places.map((place) => `postgres://tester:${encodeURIComponent(password)}@${place}/postgres`)
  scenario = { target: 'postgres', servers, rate: 100, concurrency: 4, timeLimit: 5, seed: 5, store }
})
afterAll(() => theirs.down())

const leader = () => theirs.system.primary()

async function sql(node: string, text: string): Promise<unknown[]> {
  const connection = await Connection.open(theirs.cluster.address(node, 'client'), { timeoutMs: 5000, name: 'test' })
  try {
    return (await connection.query({ text })).rows
  } finally {
    connection.close()
  }
}

const schemas = () => sql(leader(), "select nspname from pg_namespace where nspname like 'murphy%'")

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** As an owner's tools would: each command asks a server that may do such things. */
async function ownersCommands({ cluster }: Deployed) {
  const deeds: Record<string, (node: string) => Promise<unknown>> = {
    pause: (node) => cluster.node(node).pause(),
    resume: (node) => cluster.node(node).resume(),
  }
  const server = createServer(async ({ url = '' }, response) => {
    const [, deed = '', node = ''] = url.split('/')
    await deeds[deed]?.(node).catch(() => response.writeHead(500))
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = (deed: string) =>
    `"${process.execPath}" -e "fetch('http://127.0.0.1:${port}/${deed}/$MURPHY_NODE').then((a) => process.exit(a.ok ? 0 : 1))"`
  const commands = Object.fromEntries(Object.keys(deeds).map((deed) => [deed, ask(deed)]))
  return { suite: readSuite({ commands }, 'their.json'), close: () => server.close() }
}

describe('servers that run already', () => {
  test('registers are linearizable while answers are lost; no schema and no password is left', async () => {
    const said: string[] = []
    const { folder, results, test } = await runTest(
      { ...scenario, faults: ['drop-answers'], interval: 1 },
      { onProgress: (event) => said.push(JSON.stringify(event)) },
    )
    expect(results.verdict, `${results.sentence}\n${said.join('\n')}`).toBe('valid')
    expect(results.checkers).toMatchObject({ linearizable: { verdict: 'valid' }, faults: { verdict: 'valid' } })
    expect(test.versions.postgres).toMatch(/^PostgreSQL \d+\.\d+$/)
    expect(test.command).toContain(`--nodes postgres://tester@${places[0]}/postgres,`)
    const written = filesIn(folder).map((path) => readFileSync(path, 'utf8'))
    const everything = [...written, ...said].join('\n')
    expect(everything).toContain('tester@')
    for (const form of [password, encodeURIComponent(password)]) expect(everything).not.toContain(form)
    expect(await schemas()).toEqual([])
    expect(readdirSync(tmpdir())).not.toContain(`murphy-on-servers-${test.runId}.json`)
  })

  test('commands of their owner pause a standby, which is seen, and undone', async () => {
    const owner = await ownersCommands(theirs)
    const steps = [
      { at: '1s', f: 'pause', value: ['n3'] },
      { after: '1s', f: 'resume' },
    ]
    const script = { expects: ['pause'], failover: 'by-itself', steps } as const
    try {
      const { results } = await runTest({ ...scenario, suite: owner.suite, script, timeLimit: 6 })
      expect(results.verdict, results.sentence).toBe('valid')
      expect(results.checkers.faults?.checked.observed, results.sentence).toBe(1)
      expect(await theirs.cluster.node('n3').state()).toBe('running')
    } finally {
      owner.close()
    }
  })

  test('a wrong password is told before anything starts, and not repeated', async () => {
    const servers = places.map((place) => `tester:wr0ng@${place}/postgres`)
    const refused = await runTest({ ...scenario, servers }).catch((error: Error) => error)
    expect(refused).toMatchObject({
      kind: 'broken',
      message: expect.stringContaining('password authentication failed'),
    })
    expect((refused as Error).message).not.toContain('wr0ng')
  })

  test('a standby alone is no cluster', async () => {
    await expect(runTest({ ...scenario, servers: [`tester@${places[1]}/postgres`] }, { secret })).rejects.toMatchObject(
      {
        kind: 'usage',
        message: expect.stringContaining('None of these servers is a primary'),
      },
    )
  })

  test('a setting that the servers do not have', async () => {
    await expect(runTest({ ...scenario, setting: 'quorum' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('synchronous_standby_names is empty'),
    })
  })

  test('the primary changes: clients follow it, nothing is lost, and the schema is dropped there', async () => {
    let changed: Promise<string> | undefined
    const { folder, results } = await runTest(
      { ...scenario, workload: 'set', timeLimit: 6 },
      {
        onProgress: (event) => {
          if (event.kind === 'tick' && event.tick.ok > 50) changed ??= theirs.system.switchover?.()
        },
      },
    )
    expect(await changed).toBe(leader())
    expect(leader()).not.toBe('n1')
    expect(results.verdict, results.sentence).toBe('valid')
    const history = readFileSync(join(folder, 'history.jsonl'), 'utf8')
    expect(history).toMatch(new RegExp(`"primary-changed".*"to":"${leader()}"`))
    expect(await schemas()).toEqual([])
  })

  test('what a killed run left is cleaned with what the environment says', async () => {
    const runId = process.pid.toString(16).padStart(8, '0')
    await sql(leader(), `create schema murphy_${runId} authorization tester`)
    await sql(leader(), `create table murphy_${runId}.some (k integer)`)
    note({ runId, target: 'postgres', servers: places.map((place) => `postgres://tester@${place}/postgres`) })
    process.env.PGPASSWORD = 'wrong'
    try {
      const { unreachable } = await clean(runId)
      expect(unreachable).toContainEqual({
        backend: 'existing',
        detail: expect.stringContaining(`murphy_${runId}`),
        failed: true,
      })
      process.env.PGPASSWORD = password
      const { cleaned } = await clean(runId)
      expect(cleaned).toEqual([{ kind: 'schema', name: `murphy_${runId}`, runId }])
    } finally {
      delete process.env.PGPASSWORD
    }
    expect(await schemas()).toEqual([])
    expect((await clean(runId)).cleaned).toEqual([])
  })

  test('a database with tables of others is written to only with consent', async () => {
    await sql(leader(), 'create table orders (id integer)')
    const args = ['test', 'postgres', '--nodes', places.map((place) => `tester@${place}/postgres`).join(',')]
    const options = ['--workload', 'set', '--time-limit', '1s', '--rate', '50', '--store', store, '--quiet']
    const env = { PGPASSWORD: password }
    const refused = await murphy([...args, ...options], { env })
    expect(refused.code, refused.stderr).toBe(254)
    expect(refused.stderr).toMatch(/not empty: it has the table public\.orders\. Nobody has agreed/)
    expect(await schemas()).toEqual([])
    const agreed = await murphy([...args, ...options, '--yes'], { env })
    expect(agreed.code, agreed.stderr).toBe(0)
    expect(await schemas()).toEqual([])
    expect(await sql(leader(), 'select count(*)::int as n from orders')).toEqual([{ n: 0 }])
  })
})
