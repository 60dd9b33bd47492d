import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Nemesis } from '../../../nemesis/nemesis.ts'
import { partitionSpecs } from '../../../nemesis/partition-specs.ts'
import { nemesisFor } from '../../../nemesis/registry.ts'
import type { Backend } from '../../../src/cluster/cluster.ts'
import { type FaultReport, isFaultReport } from '../../../src/op/fault.ts'
import type { Json } from '../../../src/op/op.ts'
import { add, type Deployed, deployed, elements, eventually, roles, setUp } from './cluster.ts'

const stories = ['partition', 'drop-requests', 'drop-answers', 'delay-answers']

/**
 * What one look at a fault does not tell (that each is seen and heals, test/integration/matrix-tests.ts says): that a
 * network divides in every way, and which of the stories behind "no response" leaves something in the database.
 */
export function testStories(backend: Backend, partitions: readonly string[] = partitionSpecs): void {
  let one: Deployed
  let nemesis: Nemesis
  let next = 0

  beforeAll(async () => {
    one = await deployed('quorum', {}, backend, ['reset', 'delay'])
    nemesis = nemesisFor(stories, { cluster: one.cluster, system: one.system, down: new Map() })
    await setUp(one.system)
  }, 600_000)
  afterAll(async () => await one.down())

  async function perform(fault: string, f: string, value: Json): Promise<FaultReport> {
    const { value: report } = await nemesis.invoke({ f, value, process: 'nemesis', time: 0 })
    if (!isFaultReport(report) || report.fault !== fault) throw new Error(`${f} made no report of ${fault}`)
    return report
  }

  /** A write that is acknowledged reaches everybody, and each has its role. */
  async function whole(): Promise<void> {
    const element = next++
    expect(await eventually(async () => add(one.system, element).then(() => true))).toBe(true)
    for (const { name } of one.cluster.nodes)
      expect(await eventually(async () => (await elements(one.system, name)).includes(element)), name).toBe(true)
    const expected = { n1: 'primary', n2: 'standby', n3: 'standby' }
    expect(await eventually(async () => isDeepStrictEqual(await roles(one.system), expected))).toBe(true)
  }

  it.each(partitions)('partition: %s', async (spec) => {
    const began = await perform('partition', 'start-partition', { spec, seed: 5 })
    expect(began.observed, JSON.stringify(began)).toMatchObject({ seen: true })
    expect((await perform('partition', 'stop-partition', null)).observed.seen).toBe(true)
    expect(one.cluster.network.cuts()).toEqual([])
  })

  describe('a write on a connection that was open before', () => {
    it.each([
      ['drop-requests', false],
      ['drop-answers', true],
    ])('under %s its client hears nothing, and that it is there is %s', async (name, there) => {
      const element = next++
      const session = await one.system.connect('set', 'n1')
      await session.add(next++)
      await perform(name, `start-${name}`, ['n1'])
      let said = 'nothing'
      const asked = session.add(element).then(
        () => (said = 'ok'),
        () => (said = 'error'),
      )
      await sleep(1000)
      expect(said).toBe('nothing')
      expect((await perform(name, `stop-${name}`, null)).observed.seen).toBe(true)
      await asked
      expect(said).toBe('error')
      await whole()
      expect((await elements(one.system)).includes(element)).toBe(there)
      await session.close()
    })

    it('under delay-answers its answer comes late', async () => {
      const session = await one.system.connect('set', 'n1')
      await session.add(next++)
      await perform('delay-answers', 'start-delay-answers', { spec: 'primaries', shape: { delayMs: 700 } })
      const begun = performance.now()
      await session.add(next++)
      expect(performance.now() - begun).toBeGreaterThan(690)
      await perform('delay-answers', 'stop-delay-answers', null)
      await session.close()
    })
  })
}
