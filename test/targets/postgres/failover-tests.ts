import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Backend } from '../../../src/cluster/cluster.ts'
import { add, type Deployed, deployed, elements, eventually, isolation, roles, setUp } from './cluster.ts'

/** What the failover manager must do, on any backend. */
export function testFailover(backend: Backend): void {
  const up: Deployed[] = []
  afterEach(async () => {
    for (const one of up.splice(0)) await one.down()
  })

  async function deploy(setting: string): Promise<Deployed> {
    const one = await deployed(setting, {}, backend)
    up.push(one)
    await setUp(one.system)
    // A standby that is cut off at once should at least know the table.
    for (const { name } of one.cluster.nodes)
      expect(await eventually(async () => (await elements(one.system, name)).length === 0)).toBe(true)
    return one
  }

  const failover = async ({ system }: Deployed) => await system.failover?.()

  /** Whether the promise is still open after a while. */
  async function pending(promise: Promise<unknown>, ms: number): Promise<boolean> {
    return (await Promise.race([promise.then(() => 'settled').catch(() => 'settled'), sleep(ms, 'open')])) === 'open'
  }

  describe('async', () => {
    test('an acknowledged write that was not replicated is lost in a failover, and the old primary follows', async () => {
      const one = await deploy('async')
      const { cluster, system, steps } = one
      await add(system, 1)
      expect(await eventually(async () => (await elements(system, 'n2')).includes(1))).toBe(true)
      await cluster.network.cut(isolation('n1'))
      await add(system, 2)
      await cluster.node('n1').kill()

      const leader = await failover(one)
      expect(['n2', 'n3']).toContain(leader)
      expect(system.primary()).toBe(leader)
      expect(await elements(system)).toEqual([1])
      await add(system, 3)
      expect(steps.map(({ f }) => f)).toEqual([
        ...Array(3).fill('health-check-missed'),
        'fence',
        'candidate-chosen',
        'promote',
        're-point',
      ])

      await cluster.network.cut([])
      await system.start('n1')
      expect(steps.at(-1)).toMatchObject({ f: 'rejoin', value: { node: 'n1', to: leader, streaming: true } })
      await add(system, 4)
      expect(await eventually(async () => (await elements(system, 'n1')).includes(4))).toBe(true)
      expect(await elements(system, 'n1')).toEqual([1, 3, 4])
    })

    test('a killed primary that nobody replaced starts again as it was, a killed standby follows again', async () => {
      const { cluster, system } = await deploy('async')
      await add(system, 1)
      await Promise.all(['n1', 'n2', 'n3'].map((node) => cluster.node(node).kill()))
      expect(await roles(system)).toEqual({ n1: 'down', n2: 'down', n3: 'down' })
      for (const node of ['n1', 'n2', 'n3']) await system.start(node)
      expect(system.primary()).toBe('n1')
      await add(system, 2)
      expect(await eventually(async () => (await elements(system, 'n3')).length === 2)).toBe(true)
      expect(await roles(system)).toEqual({ n1: 'primary', n2: 'standby', n3: 'standby' })
    })

    test('after a switchover the old primary follows with the data that it has', async () => {
      const { system, steps } = await deploy('async')
      await add(system, 1)
      const leader = await system.switchover?.()
      expect(leader).not.toBe('n1')
      const rejoin = { node: 'n1', to: leader, by: 'its own data', streaming: true }
      expect(steps.find(({ f }) => f === 'rejoin')?.value).toEqual(rejoin)
      await add(system, 2)
      expect(await eventually(async () => (await elements(system, 'n1')).includes(2))).toBe(true)
      expect(await system.switchover?.()).not.toBe(leader)
      expect(await elements(system)).toEqual([1, 2])
    })

    test('a server is shut down in order, not killed, and comes back as what it was', async () => {
      const { cluster, system } = await deploy('async')
      await add(system, 1)
      for (const node of ['n1', 'n2']) {
        await system.stop?.(node)
        expect(await cluster.node(node).state()).toBe('stopped')
        expect(await cluster.node(node).logTail(3)).toContain('database system is shut down')
        await system.start(node)
      }
      expect(await roles(system)).toEqual({ n1: 'primary', n2: 'standby', n3: 'standby' })
      await add(system, 2)
      expect(await eventually(async () => (await elements(system, 'n2')).length === 2)).toBe(true)
    })

    test('the standby with the most is promoted; the one that was out of reach follows later', async () => {
      const one = await deploy('async')
      const { cluster, system } = one
      await cluster.network.cut([...isolation('n2')])
      await add(system, 1)
      expect(await eventually(async () => (await elements(system, 'n3')).includes(1))).toBe(true)
      await cluster.node('n1').kill()
      expect(await failover(one)).toBe('n3')
      expect(await elements(system)).toEqual([1])
      await cluster.network.cut([])
      expect(await eventually(async () => (await elements(system, 'n2')).includes(1))).toBe(true)
    })

    test('a standby that has more than the new primary is made anew', async () => {
      const one = await deploy('async')
      const { cluster, system } = one
      await cluster.network.cut(isolation('n2'))
      await add(system, 1)
      expect(await eventually(async () => (await elements(system, 'n3')).includes(1))).toBe(true)
      // n3 has the write, but is not seen when the choice is made.
      await cluster.node('n3').pause()
      await cluster.node('n1').kill()
      expect(await failover(one)).toBe('n2')
      await cluster.node('n3').resume()
      await cluster.network.cut([])
      await add(system, 2)
      expect(await eventually(async () => (await elements(system, 'n3')).join() === '2')).toBe(true)
    })
  })

  describe('quorum', () => {
    test('a write that no standby confirms is not acknowledged; those that are survive', async () => {
      const one = await deploy('quorum')
      const { cluster, system } = one
      await add(system, 1)
      await cluster.network.cut(isolation('n1'))
      const session = await system.connect('set', 'n1')
      const write = session.add(2)
      expect(await pending(write, 1500)).toBe(true)
      await cluster.node('n1').kill()
      const error = await write.catch((e: unknown) => e)
      expect(system.classify(error)).toMatchObject({ definite: false, fatal: true })

      await failover(one)
      await add(system, 3)
      expect(await elements(system)).toEqual([1, 3])
      await cluster.network.cut([])
      await system.start('n1')
      expect(await eventually(async () => (await elements(system, 'n1')).join() === '1,3')).toBe(true)
    })

    test('no promotion while a standby is out of sight: it may be the one that has the last write', async () => {
      const one = await deploy('quorum')
      const { cluster, system, steps } = one
      await cluster.network.cut(isolation('n2'))
      await add(system, 1)
      await cluster.node('n3').kill()
      await cluster.node('n1').kill()
      await expect(failover(one)).rejects.toThrow('n3')
      expect(steps.at(-1)).toMatchObject({ f: 'failover-refused' })
      expect(steps.map(({ f }) => f)).not.toContain('fence')
      await system.start('n3')
      await cluster.network.cut([])
      expect(await failover(one)).toBe('n3')
      expect(await elements(system)).toEqual([1])
    })

    test('starting a crashed primary first promotes a standby, then makes it one', async () => {
      const { cluster, system, steps } = await deploy('quorum')
      await add(system, 1)
      await cluster.node('n1').kill()
      await system.start('n1')
      expect(system.primary()).not.toBe('n1')
      expect(steps.map(({ f }) => f)).toEqual(['fence', 'candidate-chosen', 'promote', 're-point', 'admit', 'rejoin'])
      await add(system, 2)
      expect(await elements(system)).toEqual([1, 2])
    })

    test('when all crashed the primary restarts, but is not in service before a standby has caught up', async () => {
      const { cluster, system, steps } = await deploy('quorum')
      await add(system, 1)
      await Promise.all(['n1', 'n2', 'n3'].map((node) => cluster.node(node).kill()))
      await system.start('n1')
      expect(system.primary()).toBe('n1')
      expect(steps.at(-1)).toMatchObject({ f: 'restart' })
      const refused = await system.connect('set', 'n1').catch((e: unknown) => e)
      expect(system.classify(refused)).toMatchObject({ kind: 'not-in-service', definite: true })
      await system.start('n2')
      expect(await eventually(async () => (await elements(system)).includes(1))).toBe(true)
      await add(system, 2)
    })
  })

  describe('the manager', () => {
    test('does nothing while the primary answers', async () => {
      const one = await deploy('async')
      await expect(failover(one)).rejects.toThrow('no reason')
      expect(one.steps).toEqual([])
      await one.system.start('n1')
      expect(one.steps).toEqual([])
    })

    test('fails over three times in a row', async () => {
      const one = await deploy('quorum')
      const { cluster, system } = one
      for (let i = 1; i <= 3; i++) {
        await add(system, i)
        const old = system.primary()
        await cluster.node(old).kill()
        expect(await failover(one)).not.toBe(old)
        await system.start(old)
        expect(await elements(system)).toEqual(Array.from({ length: i }, (_, k) => k + 1))
      }
      const all = async (node: string) => (await elements(system, node)).join() === '1,2,3'
      for (const node of ['n1', 'n2', 'n3']) expect(await eventually(() => all(node))).toBe(true)
      expect(Object.values(await roles(system)).sort()).toEqual(['primary', 'standby', 'standby'])
    })

    test('while it watches, a paused primary is killed, replaced, and started again as a standby', async () => {
      const { cluster, system, steps } = await deploy('sync')
      const stop = system.watch?.()
      await add(system, 1)
      await cluster.node('n1').pause()
      expect(await eventually(async () => system.primary() !== 'n1')).toBe(true)
      expect(steps.find(({ f }) => f === 'fence')).toMatchObject({
        value: { node: 'n1', found: 'paused', by: 'SIGKILL' },
      })
      expect(await eventually(async () => (await roles(system)).n1 === 'standby')).toBe(true)
      expect(await eventually(async () => (await elements(system)).includes(1))).toBe(true)
      await add(system, 2)
      await stop?.()
    })

    test('a node that cannot reach the primary rejoins once it can', async () => {
      const one = await deploy('async')
      const { cluster, system } = one
      await cluster.node('n1').kill()
      await failover(one)
      await cluster.network.cut(isolation('n1'))
      await add(system, 1)
      await system.start('n1')
      expect((await roles(system)).n1).toBe('standby')
      await cluster.network.cut([])
      expect(await eventually(async () => (await elements(system, 'n1')).includes(1))).toBe(true)
    })
  })
}
