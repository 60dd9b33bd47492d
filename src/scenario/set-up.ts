import { faults, needsOf as needsOfFault } from '../../nemesis/registry.ts'
import type { Backend, BackendCapability, Cluster } from '../cluster/cluster.ts'
import { forget, note } from '../cluster/existing/remains.ts'
import { Unavailable } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import type { Json } from '../op/op.ts'
import { machinesOf } from '../targets/place.ts'
import type { Access, System, Target } from '../targets/target.ts'
import { withEndOfLogs } from './end-of-logs.ts'
import type { ResolvedScenario } from './scenario.ts'
import { scheduleOf } from './schedule.ts'
import { spaceOf } from './servers.ts'
import { nodeNames } from './test-file.ts'

const attempts = 3

export interface Running {
  readonly cluster: Cluster
  readonly system: System
}

interface SetUp {
  readonly scenario: ResolvedScenario
  readonly runId: string
  readonly target: Target
  readonly backend: Backend
  /** The servers that run already, where the scenario names some. */
  readonly access?: Access | undefined
  readonly log: (line: string) => void
  readonly record: (f: string, value: Json) => void
  /** Where a failed attempt leaves its nodes' logs. */
  readonly logFolder: string
  readonly signal: AbortSignal
}

/**
 * Brings up machines and database. Set-up is the one part of a run that may be retried: what fails is taken down whole
 * and begun again, and the last failure is told with the end of the node's log.
 */
export async function setUp(options: SetUp): Promise<Running> {
  const probe = await options.backend.probe()
  if (!probe.works)
    throw new Unavailable(`The backend "${options.backend.name}" does not work here: ${probe.detail}`, {
      hint: probe.hint ?? '`murphy doctor` tells what works on this machine.',
    })
  for (let attempt = 1; ; attempt++) {
    try {
      return await setUpOnce(options)
    } catch (cause) {
      options.log(`set-up failed (attempt ${attempt} of ${attempts}): ${(cause as Error).message}`)
      if (attempt === attempts || options.signal.aborted) throw cause
    }
  }
}

async function setUpOnce(options: SetUp): Promise<Running> {
  const { scenario, target, backend, log, access, runId } = options
  const place = target.backends[backend.name]
  if (place === undefined) throw new Error(`${target.name} does not run on ${backend.name}`)
  const cluster = await backend.up({
    runId,
    nodes: nodeNames(scenario),
    ...machinesOf(place, scenario.options),
    ...(access === undefined ? {} : { servers: access.servers.map(({ address }) => address) }),
    needs: needsOf(scenario, target, backend),
    log,
  })
  try {
    if (access !== undefined) note({ runId, target: target.name, servers: scenario.servers ?? [] })
    const system = await target.deploy({
      cluster,
      ...(access === undefined ? {} : { existing: { ...access, space: spaceOf(runId) } }),
      setting: scenario.setting,
      options: scenario.options,
      seed: scenario.seed,
      log,
      record: options.record,
    })
    return { cluster, system }
  } catch (cause) {
    const told = await withEndOfLogs(cause, cluster.nodes)
    await cluster.collectLogs(options.logFolder).catch((error: unknown) => log(`logs not collected: ${String(error)}`))
    await cluster.down()
    if (access !== undefined) await leaveNothing(options, access)
    throw told
  }
}

/** What cannot be removed now stays noted for `murphy clean`. */
async function leaveNothing({ target, runId, log }: SetUp, access: Access): Promise<void> {
  try {
    await target.existing?.remove(access, spaceOf(runId))
    forget(runId)
  } catch (error) {
    log(`${spaceOf(runId)} not removed: ${(error as Error).message}`)
  }
}

/** What the backend has to have for the faults of a scenario. */
function needsOf(scenario: ResolvedScenario, { time }: Target, { capabilities }: Backend): BackendCapability[] {
  const names = [...scheduleOf(scenario).faults, ...scenario.faults]
  const needs = new Set<string>(names.flatMap((name) => needsOfFault(byName('fault', faults, name), time)))
  return capabilities.filter((capability) => needs.has(capability))
}
