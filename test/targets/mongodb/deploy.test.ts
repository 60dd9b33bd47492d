import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../../src/op/op.ts'
import { mongodb } from '../../../src/targets/mongodb/index.ts'
import type { System } from '../../../src/targets/target.ts'
import { machines } from './machines.ts'
import { StubSet } from './server/index.ts'

const deployed = (on: ReturnType<typeof machines>, record: (f: string, value: Json) => void = () => {}) =>
  mongodb.deploy({ cluster: on.cluster, setting: 'majority', options: {}, seed: 1, log: () => {}, record })

describe('a replica set of Murphy’s own', () => {
  const stub = StubSet.stopped({ initiated: false })
  const on = machines(stub)
  const recorded: [string, Json][] = []
  let system: System
  beforeAll(async () => {
    system = await deployed(on, (f, value) => void recorded.push([f, value]))
  })
  afterAll(async () => {
    await system.close()
    await on.cluster.down()
    await stub.stop()
  })

  const roles = async () => (await system.sample()).map(({ role }) => role)

  test('is started with one name, initiated with all members, and whole', async () => {
    expect(stub.set.name).toBe('murphy')
    expect(stub.set.configured?.members).toEqual(
      ['n1', 'n2', 'n3'].map((name, _id) => ({ _id, host: `${name}:27017` })),
    )
    expect(stub.set.configured?.settings).toMatchObject({ electionTimeoutMillis: 2000 })
    expect(on.commands.get('n2')?.join(' ')).toMatch(
      /^mongod --replSet murphy --dbpath \/data\/n2\/db --bind_ip 0\.0\.0\.0 --port 27017 /,
    )
    expect(system.version).toBe('MongoDB 0.0.0-stub')
    expect(system.primary()).toBe('n1')
    expect(await roles()).toEqual(['primary', 'standby', 'standby'])
  })

  test('changes its primary in order', async () => {
    const to = await system.switchover?.()
    expect(to).toBe(system.primary())
    expect(to).not.toBe('n1')
    expect(recorded.at(-1)).toEqual(['primary-changed', { from: 'n1', to }])
  })

  test('elects another by itself when the primary is killed; what was acknowledged is there', async () => {
    const before = system.primary()
    const set = await system.connect('set', before)
    await set.add(1)
    await set.close()
    await on.cluster.node(before).kill()
    await expect.poll(() => system.sample().then(() => system.primary())).not.toBe(before)
    const again = await system.connect('set', system.primary())
    expect(await again.read()).toEqual([1])
    await again.close()
    await system.start(before)
    expect(recorded.at(-1)).toEqual(['rejoin', { node: before, role: 'standby' }])
    await expect.poll(roles).not.toContain('down')
  })

  test('is shut down in order, a member at a time', async () => {
    const standby = ['n1', 'n2', 'n3'].find((name) => name !== system.primary()) ?? ''
    await system.stop?.(standby)
    expect(await on.cluster.node(standby).state()).toBe('stopped')
    await system.start(standby)
  })
})

test('a member that ends while it starts is told with the end of its log, as broken', async () => {
  const stub = StubSet.stopped({ initiated: false })
  const on = machines(stub, { endsAtOnce: 'n2' })
  await expect(deployed(on)).rejects.toMatchObject({
    kind: 'broken',
    message: 'MongoDB on n2 ended while it started: Failed to unlink socket file',
  })
  await on.cluster.down()
  await stub.stop()
})
