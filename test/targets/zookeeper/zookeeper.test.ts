import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import type { System } from '../../../src/targets/target.ts'
import { Client } from '../../../src/targets/zookeeper/client.ts'
import { Connection } from '../../../src/targets/zookeeper/connection.ts'
import { classify } from '../../../src/targets/zookeeper/errors.ts'
import { zookeeper } from '../../../src/targets/zookeeper/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { eventually } from '../postgres/cluster.ts'

describeWithEngine('ZooKeeper', () => {
  let cluster: Cluster
  let system: System
  beforeAll(async () => {
    const runId = `test-${process.pid}-${Math.floor(Math.random() * 1e6)}`
    cluster = await docker.up({ runId, nodes: ['n1', 'n2', 'n3'], port: 2181, image: 'zookeeper', log: () => {} })
    const setting = 'sync'
    system = await zookeeper.deploy({ cluster, setting, options: {}, seed: 1, log: () => {}, record: () => {} })
  })
  afterAll(async () => {
    await system?.close()
    await cluster?.down()
  })

  const caught = (promise: Promise<unknown>) => promise.then((answer) => ({ kind: 'no error', answer }), classify)
  const follower = () => cluster.nodes.map(({ name }) => name).find((name) => name !== system.primary()) ?? ''

  test('registers: absent reads as null, cas compares the value, a change in between is a definite failure', async () => {
    const [first, second] = await Promise.all([system.connect('register', 'n1'), system.connect('register', 'n2')])
    await first.setup()
    await first.setup()
    expect(await second.read('a/b')).toBeNull()
    expect(await first.cas('a/b', 1, 2)).toBe(false)
    expect(await first.cas('a/b', null, 1)).toBe(true)
    expect(await second.read('a/b')).toBe(1)
    expect(await second.cas('a/b', 1, 2)).toBe(true)
    await first.write('a/b', { any: ['JSON', null] })
    expect(await second.read('a/b')).toEqual({ any: ['JSON', null] })
    await first.write('fresh', 0)
    const met = await Promise.all(
      Array.from({ length: 8 }, (_, n) => caught((n % 2 ? first : second).cas('fresh', 0, n))),
    )
    for (const each of met) expect(['no error', 'conflict']).toContain(each.kind)
    expect(met.some(({ kind }) => kind === 'conflict')).toBe(true)
    await Promise.all([first.close(), second.close()])
    expect(await caught(first.read('a/b'))).toMatchObject({ kind: 'cannot-connect', definite: true })
  })

  test('a set', async () => {
    const session = await system.connect('set', 'n3')
    await session.setup()
    for (const element of [10, 9, 2, 2]) await session.add(element)
    expect(await session.read()).toEqual([2, 9, 10])
    await session.close()
  })

  test('what a server refuses', async () => {
    const client = new Client(await Connection.open(cluster.address('n1', 'client'), 10_000), { syncs: false })
    expect(await caught(client.create('/not/there', ''))).toMatchObject({ kind: 'no-such-node', definite: true })
    expect(await client.create('/versions', '')).toBe(true)
    expect(await client.create('/versions', '')).toBe(false)
    expect(await caught(client.set('/versions', 'x', 7))).toMatchObject({ kind: 'conflict', definite: true })
    expect(await client.set('/none', 'x')).toBe(false)
    client.close()
  })

  test('a server that sleeps, one that is killed and comes back, one that cannot start', async () => {
    const name = follower()
    const node = cluster.node(name)
    const session = await system.connect('set', name)
    await node.pause()
    expect(await caught(system.connect('set', name))).toMatchObject({ kind: 'cannot-connect', definite: true })
    const lost = caught(session.add(77))
    await node.kill()
    expect(await lost).toMatchObject({ kind: 'connection-closed', definite: false, fatal: true })
    expect(await caught(system.connect('set', name))).toMatchObject({ kind: 'cannot-connect', definite: true })
    const config = await node.readFile(`${node.dataDir}/zoo.cfg`)
    await node.writeFile(`${node.dataDir}/zoo.cfg`, 'nonsense=\n')
    await expect(system.start(name)).rejects.toMatchObject({
      kind: 'broken',
      message: expect.stringMatching(/^ZooKeeper on n\d ended while it started: \S/),
    })
    await node.writeFile(`${node.dataDir}/zoo.cfg`, config)
    await system.start(name)
    expect(
      await eventually(async () => (await system.sample()).every(({ role }) => role !== 'down' && role !== 'unknown')),
    ).toBe(true)
  })
})
