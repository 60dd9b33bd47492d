import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { note } from '../../../src/cluster/existing/remains.ts'
import { clean } from '../../../src/scenario/clean.ts'
import { runTest } from '../../../src/scenario/run-test.ts'
import type { Scenario } from '../../../src/scenario/scenario.ts'
import { readServers } from '../../../src/scenario/servers.ts'
import { Client } from '../../../src/targets/zookeeper/client.ts'
import { Connection, codes, op } from '../../../src/targets/zookeeper/connection.ts'
import { loginAt } from '../../../src/targets/zookeeper/existing/credentials.ts'
import { inspect } from '../../../src/targets/zookeeper/existing/inspect.ts'
import { make, remove } from '../../../src/targets/zookeeper/existing/space.ts'
import { zookeeper } from '../../../src/targets/zookeeper/index.ts'
import { Writer } from '../../../src/targets/zookeeper/jute.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { temporaryStore } from '../../integration/murphy.ts'
import { type Deployed, deployed } from '../deployed.ts'
import { secrets, standIns } from '../stand-ins.ts'

const read = (...texts: string[]) => readServers(texts, zookeeper)

test('as whom to speak to a server: the URL goes before the environment', () => {
  const at = (url: string, values?: Record<string, string>) => {
    const [server] = read(url)
    const login = server && loginAt(server, secrets(values))
    return login && [login.name, login.password()]
  }
  const you = { ZOOKEEPER_USER: 'you', ZOOKEEPER_PASSWORD: 'p:w' }
  expect(at('zookeeper://me:pw@db1', you)).toEqual(['me', 'pw'])
  expect(at('me@db1', you)).toEqual(['me', 'p:w'])
  expect(at('db1', you)).toEqual(['you', 'p:w'])
  expect(at('db1')).toBeUndefined()
  expect(() => at('me@db1')).toThrow('There is no password for me of db1:2181')
  expect(() => at('zookeeper://db1/app')).toThrow('has a path')
})

const { listen } = standIns()

/** A server that says the same of itself to everybody, grants everybody a session, has no znodes, and lets nobody remove any. */
const saying = (mode: string) =>
  listen(
    createServer((socket) =>
      socket
        .on('error', () => {})
        .on('data', (data) => {
          if (String(data) === 'srvr') socket.end(mode)
          else if (socket.bytesRead === data.length)
            socket.write(new Writer().int(0).int(6000).long(1n).buffer(Buffer.alloc(16)).frame())
          else {
            const [xid, type] = [data.readInt32BE(4), data.readInt32BE(8)]
            socket.write(
              new Writer()
                .int(xid)
                .long(0n)
                .int(type === op.sync ? 0 : type === op.delete ? codes.NoAuth : codes.NoNode)
                .frame(),
            )
          }
        }),
    ),
  )

describe('servers that are not what they should be', () => {
  const refusal = async (...modes: string[]) => {
    const ports = await Promise.all(modes.map(saying))
    return await inspect({ servers: read(...ports.map((port) => `127.0.0.1:${port}`)), secret: secrets() }).then(
      () => 'none',
      (error: Error) => error.message,
    )
  }

  test('two that lead, none that leads, one that serves nobody, one that may not say', async () => {
    expect(await refusal('Mode: standalone', 'Mode: leader')).toContain('both lead: they are not one ensemble')
    expect(await refusal('Mode: follower')).toContain('None of these servers leads')
    expect(await refusal('Mode: leader', 'Mode: observer')).toContain('but: Mode: observer')
    const idle = 'This ZooKeeper instance is not currently serving requests\n'
    expect(await refusal(idle)).toContain('but: This ZooKeeper instance is not')
    expect(await refusal('srvr is not executed because it is not in the whitelist.')).toContain('in the whitelist')
    expect(await refusal('')).toContain('does not let anybody look: the server says nothing')
  })
})

test('what was never made is not removed, and nobody is asked for the right to', async () => {
  const access = { servers: read(`127.0.0.1:${await saying('Mode: leader')}`), secret: secrets() }
  expect(await remove(access, 'murphy_deadbeef')).toBe(false)
})

describeWithEngine('servers of ZooKeeper that run already', () => {
  const password = 'c0rrect+horse'
  const store = temporaryStore()
  let theirs: Deployed
  let places: string[]
  let scenario: Scenario

  /** An ensemble of somebody else's; what a user makes there, nobody else may look at. */
  beforeAll(async () => {
    theirs = await deployed(zookeeper, { setting: 'sync', backend: docker })
    places = theirs.cluster.nodes.map(({ name }) => {
      const { host, port } = theirs.cluster.address(name, 'client')
      return `${host}:${port}`
    })
    const servers = places.map((place) => `zookeeper://tester:${encodeURIComponent(password)}@${place}`)
    const load = { workload: 'register', rate: 100, concurrency: 4, timeLimit: 2, seed: 5 }
    scenario = { target: 'zookeeper', setting: 'sync', servers, ...load, store }
  })
  afterAll(() => theirs?.down())

  async function as<T>(name: string | undefined, act: (client: Client) => Promise<T>): Promise<T> {
    const login = name === undefined ? undefined : { name, password: () => password }
    const connection = await Connection.open(theirs.cluster.address('n2', 'client'), 5000, login)
    return await act(new Client(connection, { syncs: true })).finally(() => connection.close())
  }
  const atRoot = () => as(undefined, (client) => client.children('/'))

  test('registers are linearizable while answers are lost; no znode and no password is left', async () => {
    const { folder, results, test } = await runTest({ ...scenario, faults: ['drop-answers'], interval: 0.5 })
    expect(results.verdict, results.sentence).toBe('valid')
    expect(results.checkers).toMatchObject({ linearizable: { verdict: 'valid' }, faults: { verdict: 'valid' } })
    expect(test.versions.zookeeper).toMatch(/^ZooKeeper \d+\.\d+\.\d+$/)
    expect(test.command).toContain(`--nodes zookeeper://tester@${places[0]},`)
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const everything = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n')
    expect(everything).toContain('tester@')
    for (const form of [password, encodeURIComponent(password)]) expect(everything).not.toContain(form)
    expect(await atRoot()).toEqual(['zookeeper'])
  })

  test('what a killed run left is cleaned by its user, and nothing else; with znodes of others somebody has to agree', async () => {
    await as(undefined, (client) => client.create('/murphy_deadbee', ''))
    await as('tester', async (client) => {
      for (const path of ['', '/set', '/set/1', '/set/2']) await client.create(`/murphy_deadbeef${path}`, '')
    })
    await expect(as(undefined, (client) => client.children('/murphy_deadbeef'))).rejects.toThrow('NoAuth (-102)')
    note({ runId: 'deadbeef', target: 'zookeeper', servers: places.map((place) => `zookeeper://tester@${place}`) })
    process.env.ZOOKEEPER_PASSWORD = 'wr0ng'
    try {
      const told = expect.stringContaining('does not let tester look: the server says NoAuth')
      expect((await clean('deadbeef')).unreachable).toContainEqual({ backend: 'existing', detail: told, failed: true })
      process.env.ZOOKEEPER_PASSWORD = password
      expect((await clean('deadbeef')).cleaned).toMatchObject([{ name: 'murphy_deadbeef' }])
    } finally {
      delete process.env.ZOOKEEPER_PASSWORD
    }
    expect((await atRoot()).sort()).toEqual(['murphy_deadbee', 'zookeeper'])
    await expect(runTest(scenario)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/it has the znode \/murphy_deadbee\. Nobody has agreed/),
    })
    expect(await atRoot()).toHaveLength(2)
  })

  test('a server of another ensemble is refused, as it does not know what the others were told', async () => {
    const stranger = `127.0.0.1:${await saying('Mode: follower')}`
    const access = { servers: read(...places, stranger), secret: secrets() }
    await expect(make(access, 'murphy_deadbeef')).rejects.toThrow(`${stranger} is of another ensemble than the others`)
    expect(await remove({ ...access, servers: read(...places) }, 'murphy_deadbeef')).toBe(true)
  })
})
