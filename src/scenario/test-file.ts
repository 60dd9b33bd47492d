import { byName } from '../op/names.ts'
import type { Json } from '../op/op.ts'
import { redact } from '../store/redact.ts'
import type { Broken, TestFile } from '../store/run.ts'
import { targets } from '../targets/registry.ts'
import { command, type ResolvedScenario, runName } from './scenario.ts'
import { version } from './version.ts'

/** What tells one run from another of the same scenario. */
export interface RunIdentity {
  readonly runId: string
  readonly startedAt: Date
}

/** What becomes known as the run goes on. */
export interface RunProgress {
  versions: { readonly [name: string]: string }
  checkers: TestFile['checkers']
  endedAt?: Date
  interrupted?: string
  broken?: Broken
}

/** The content of `test.json`; written at the start, after set-up and at the end. */
export function testFile(scenario: ResolvedScenario, identity: RunIdentity, progress: RunProgress): TestFile {
  const { settings } = byName('target', targets, scenario.target)
  const { claims } = byName('setting', settings, scenario.setting)
  const { versions, checkers, endedAt, ...how } = progress
  const { store: _, ...choices } = scenario
  const startedAt = identity.startedAt.toISOString()
  return {
    schema: 1,
    runId: identity.runId,
    name: runName(scenario),
    murphy: version,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    ...how,
    command: command(scenario),
    seed: scenario.seed,
    target: scenario.target,
    setting: scenario.setting,
    claims: claims.filter(({ when = {} }) =>
      Object.entries(when).every(([name, value]) => scenario.options[name] === value),
    ),
    workload: scenario.workload,
    backend: scenario.backend,
    faults: scenario.faults,
    schedule: scenario.schedule,
    nodes: nodeNames(scenario),
    concurrency: scenario.concurrency,
    timeLimitMs: scenario.timeLimit * 1000,
    options: redact(choices as unknown as Json) as TestFile['options'],
    versions: { node: process.version, ...versions },
    checkers,
    controller: { pid: process.pid, startedAt },
  }
}

/** `n1 n2 n3`, as Jepsen names them. */
export function nodeNames(scenario: ResolvedScenario): string[] {
  return Array.from({ length: scenario.nodes }, (_, i) => `n${i + 1}`)
}
