import { awaitWhole, waiting } from '../../nemesis/await-whole.ts'
import { compose as together } from '../../nemesis/compose.ts'
import type { FaultContext, Nemesis } from '../../nemesis/nemesis.ts'
import { faults, nemesisFor } from '../../nemesis/registry.ts'
import { WaitUntil } from '../../nemesis/wait-until.ts'
import { workloads } from '../../workloads/registry.ts'
import type { CheckerSpec } from '../checkers/checker.ts'
import type { Client } from '../client/client.ts'
import type { Generator } from '../generator/generator.ts'
import { any, clients, nemesis, phases, sleep, stagger, timeLimit } from '../generator/index.ts'
import { byName } from '../op/names.ts'
import { Random } from '../op/random.ts'
import { MS, SECOND } from '../op/time.ts'
import type { Timeout } from '../runner/test.ts'
import type { ResolvedScenario } from './scenario.ts'
import { scheduleOf } from './schedule.ts'
import type { Running } from './set-up.ts'

export interface Composed {
  readonly about: string
  readonly generator: Generator
  readonly client: Client
  readonly nemesis: Nemesis
  readonly timeout: Timeout
  readonly checkers: readonly CheckerSpec[]
  /** Nodes that a fault keeps down at the moment. */
  readonly down: ReadonlyMap<string, string>
  /** Whether the target's failover manager acts by itself. */
  readonly watches: boolean
}

/** How long the end of a run waits for a whole cluster where no bound is demanded, ms. */
const patienceMs = 10_000
/** Where one is: beyond it, so that samples show that it has passed. */
const marginMs = 1000

/** Puts a test together: the load beside the faults for a time, then healing, then the final ops. */
export function compose(scenario: ResolvedScenario, { cluster, system }: Running): Composed {
  const random = new Random(scenario.seed)
  const nodes = cluster.nodes.map((node) => node.name)
  const workload = byName('workload', workloads, scenario.workload).build({
    random: new Random(random.fork()),
    nodes,
    concurrency: scenario.concurrency,
    reads: scenario.reads,
    writes: scenario.writes,
    system,
    options: scenario.options,
  })
  const least = workload.leastTimeoutMs ?? 0
  const schedule = scheduleOf(scenario)
  const chosen = scenario.faults.map((name) => byName('fault', faults, name))
  const trouble = schedule.generator({
    timeLimit: scenario.timeLimit * SECOND,
    random: new Random(random.fork()),
    faults: chosen,
    interval: scenario.interval * SECOND,
    nodes,
    options: scenario.options,
  })
  const load = scenario.rate === 0 ? workload.generator : stagger(random, SECOND / scenario.rate, workload.generator)
  const families = [...schedule.faults, ...scenario.faults]
  const bound = scenario.recoverWithin * 1000
  const generator = phases(
    timeLimit(scenario.timeLimit * SECOND, any(clients(load), trouble.during)),
    trouble.final,
    ...(families.length === 0 ? [] : [nemesis({ f: awaitWhole, value: Math.max(bound + marginMs, patienceMs) })]),
    ...(workload.final === undefined ? [] : [sleep(200 * MS), clients(workload.final)]),
  )
  const expect = [...(schedule.expects ?? []), ...scenario.faults.filter((name) => name !== 'failover')]
  const context: FaultContext = { cluster, system, down: new Map() }
  return {
    about: families.length === 0 ? 'no faults' : `${schedule.name} schedule of ${families.join(', ')}`,
    generator,
    client: workload.client,
    down: context.down,
    nemesis: together([nemesisFor(families, context), new WaitUntil(context), waiting(context)]),
    timeout:
      scenario.timeout === 'adaptive'
        ? { kind: 'adaptive', minMs: Math.max(500, least), maxMs: Math.max(5000, least) }
        : { kind: 'fixed', ms: scenario.timeout },
    checkers: [
      ...workload.checkers.map((spec) => (spec.name === 'faults' ? { ...spec, options: { expect } } : spec)),
      ...(families.length === 0
        ? []
        : [{ name: 'recovery', ...(bound > 0 && { options: { recoverWithinMs: bound } }) }]),
    ],
    watches: schedule.failover !== 'by-step' && families.length > 0,
  }
}
