import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awaitWhole, waiting } from '../../nemesis/await-whole.ts'
import type { Fault, FaultContext, Nemesis } from '../../nemesis/nemesis.ts'
import { faults, missing } from '../../nemesis/registry.ts'
import type { Backend, BackendCapability, Cluster } from '../../src/cluster/cluster.ts'
import { type FaultReport, isFaultReport } from '../../src/op/fault.ts'
import { byName } from '../../src/op/names.ts'
import type { Json } from '../../src/op/op.ts'
import { defaultsOf } from '../../src/op/option.ts'
import { Random } from '../../src/op/random.ts'
import { doctor } from '../../src/scenario/doctor.ts'
import { machinesOf } from '../../src/targets/place.ts'
import { targets } from '../../src/targets/registry.ts'
import type { System } from '../../src/targets/target.ts'

/** How long a cluster may take to be whole after a fault, ms. A test of faults, not of speed. */
const wholeMs = 30_000
const seed = 5

/**
 * Every fault that works on a backend of this machine, applied to a running database of three nodes: seen from outside
 * of its own mechanism, healed, and the cluster whole again. One cluster for all, so that what one fault leaves behind
 * shows in the next. PostgreSQL, or what MURPHY_MATRIX says: `mysql`, or with a setting `mysql/group`.
 */
export async function matrix(backend: Backend): Promise<void> {
  const [name = '', chosen] = (process.env.MURPHY_MATRIX ?? 'postgres').split('/')
  const target = byName('target', targets, name)
  const setting = chosen === undefined ? target.settings[0] : byName('setting', target.settings, chosen)
  const options = defaultsOf(target.options)
  const can = target.capabilities.filter((capability) => setting?.only?.capabilities.includes(capability) ?? true)
  const cannot = Object.keys(target.lacks ?? {})
  const health = (await doctor()).find((each) => each.backend === backend.name)
  const here = (health?.faults ?? []).filter(({ lacks }) => lacks.length === 0)
  // Commits wait for nobody here; test/targets/postgres/errors-real.test.ts cancels some that do.
  const able = faults.filter(
    ({ name, needs }) =>
      here.some(({ fault }) => fault === name) &&
      missing(needs, backend.capabilities, can).length === 0 &&
      !needs.some((need) => need === 'commit-waits' || cannot.includes(need)),
  )
  const place = target.backends[backend.name]
  if (health?.works !== true || place === undefined || setting === undefined) {
    describe.skip(`every fault on ${backend.name}: ${health?.detail}`)
    return
  }

  describe(`every fault on ${backend.name}, ${target.name} in the setting ${setting.name}`, () => {
    let cluster: Cluster
    let system: System
    let context: FaultContext
    const needed = new Set<string>(able.flatMap(({ needs }) => needs))

    beforeAll(async () => {
      cluster = await backend.up({
        runId: `test-matrix-${process.pid}`,
        nodes: ['n1', 'n2', 'n3'],
        needs: backend.capabilities.filter((capability: BackendCapability) => needed.has(capability)),
        log: () => {},
        ...machinesOf(place, options),
      })
      system = await target.deploy({
        cluster,
        setting: setting.name,
        options,
        seed,
        log: () => {},
        record: () => {},
      })
      context = { cluster, system, down: new Map() }
    }, 600_000)

    afterAll(async () => {
      await system?.close()
      await cluster?.down()
    }, 120_000)

    it.each(
      [...able].sort(lastingLast).map((fault) => ({
        name: fault.name,
        by: here.find((each) => each.fault === fault.name)?.by ?? 'the target',
        fault,
      })),
    )(
      '$name, by $by',
      async ({ fault }) => {
        const end = waiting(context)
        const nemesis = fault.nemesis(context)
        await nemesis.setup?.()
        try {
          const started = await strike(fault, nemesis, context)
          expect(started.applied.nodes, JSON.stringify(started)).not.toEqual([])
          expect(started.observed, JSON.stringify(started)).toMatchObject({ seen: true })
          if (fault.lasting === true) return
          for (const stop of fault.heals?.() ?? [fault.stop()]) {
            const healed = await perform(nemesis, stop)
            expect(healed.observed, JSON.stringify(healed)).toMatchObject({ seen: true })
          }
        } finally {
          await nemesis.heal()
        }
        const { value } = await end.invoke({ f: awaitWhole, value: wholeMs, process: 'nemesis', time: 0 })
        expect(value, JSON.stringify(value)).toMatchObject({ whole: true })
        expect([...context.down]).toEqual([])
      },
      240_000,
    )
  })
}

/** Those that leave nodes behind that may never serve again. */
const lastingLast = (a: Fault, b: Fault) => Number(a.lasting ?? false) - Number(b.lasting ?? false)

/** A failover has something to do only where the primary is gone; what lasts strikes one standby. */
async function strike(fault: Fault, nemesis: Nemesis, { cluster, system }: FaultContext): Promise<FaultReport> {
  const start = fault.start(new Random(seed))
  if (fault.lasting === true) return perform(nemesis, { ...start, value: await runningStandby(cluster, system) })
  if (fault.name !== 'failover') return perform(nemesis, start)
  const primary = system.primary()
  await cluster.node(primary).kill()
  const report = await perform(nemesis, start)
  await system.start(primary)
  return report
}

async function runningStandby(cluster: Cluster, system: System): Promise<string[]> {
  for (const node of cluster.nodes)
    if (node.name !== system.primary() && (await node.state()) === 'running') return [node.name]
  return []
}

async function perform(nemesis: Nemesis, { f, value }: { f: string; value: Json }): Promise<FaultReport> {
  const completion = await nemesis.invoke({ f, value, process: 'nemesis', time: 0 })
  if (!isFaultReport(completion.value)) throw new Error(`${f} made no report: ${JSON.stringify(completion)}`)
  return completion.value
}
