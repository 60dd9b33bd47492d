import { join } from 'node:path'
import * as fc from 'fast-check'
import type { Fault } from '../../nemesis/nemesis.ts'
import { faults as allFaults, missing } from '../../nemesis/registry.ts'
import type { Script, ScriptStep } from '../../nemesis/script.ts'
import { backends } from '../cluster/registry.ts'
import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { Random } from '../op/random.ts'
import { writeJson } from '../store/json-file.ts'
import { targets } from '../targets/registry.ts'
import { fewest } from './fewest.ts'
import type { Hooks } from './hooks.ts'
import { within } from './limits.ts'
import type { Outcome } from './outcome.ts'
import { resolve } from './resolve.ts'
import { runTest } from './run-test.ts'
import { command, type ResolvedScenario, type Scenario } from './scenario.ts'

export interface ExploreOptions {
  /** How many schedules are drawn at most. */
  readonly runs: number
  /** How many faults a schedule has at most. */
  readonly mostFaults: number
  /** How often the fewest faults are run once more in the end; default 0. */
  readonly reruns?: number
  /** How a schedule is tried; default `runTest`. */
  readonly run?: (scenario: Scenario, hooks: Hooks) => Promise<Outcome>
  /** Told before the first run: every choice is made, the seed among them. */
  readonly onStart?: (scenario: ResolvedScenario) => void
  /** What a run is for, and what came of it. */
  readonly onRun?: (run: { readonly what: string; readonly outcome?: Outcome }) => void
}

export interface Exploration {
  /** Schedules that were run, and how many of them proved something. */
  readonly drawn: number
  readonly proven: number
  /** It was told to stop before it was through. */
  readonly stopped?: true
  readonly found?: Found
}

/** The fewest faults that still broke it. */
export interface Found {
  readonly outcome: Outcome
  readonly faults: readonly DrawnFault[]
  /** How many there were when it was found first. */
  readonly before: number
  /** How often they broke it again, of how many runs that proved anything, and how many more proved nothing. */
  readonly again: { readonly broke: number; readonly of: number; readonly unproven: number }
  /** The schedule as a file, and the command that runs it. */
  readonly file: string
  readonly command: string
}

/** A fault that strikes once: its ops, and from when to when, in seconds. */
export interface DrawnFault {
  readonly from: number
  readonly to: number
  readonly start: ScriptStep
  readonly stop: ScriptStep
}

/** Runs of one schedule before it counts as harmless: databases are not deterministic. */
const attempts = 2

/** What a drawn schedule is called in its run's folder. */
const scheduleFile = 'explore.json'

/** Where nobody chose: what every database is afraid of. */
const usual = ['partition', 'kill', 'pause']

/**
 * Draws schedules, runs each, and stops at the first that breaks the target; then leaves out fault after fault for as
 * long as it still breaks. The failover manager acts by itself. Rejects like `runTest`.
 */
export async function explore(input: Scenario, options: ExploreOptions, hooks: Hooks = {}): Promise<Exploration> {
  const { schedule, ...rest } = input
  if (schedule !== undefined)
    throw new MurphyError('usage', 'murphy explore draws its schedules itself.', {
      hint: 'Leave --schedule out; --faults says what they are made of.',
    })
  within('runs', options.runs)
  within('most-faults', options.mostFaults)
  within('reruns', options.reruns ?? 0)
  const scenario = resolve({ ...rest, faults: rest.faults ?? fitting(rest) })
  options.onStart?.(scenario)
  const schedules = fc.sample(drawnFaults(scenario, options.mostFaults), { numRuns: options.runs, seed: scenario.seed })
  const attempt = async (faults: readonly DrawnFault[], what: string) => {
    options.onRun?.({ what })
    const { faults: _, schedule: __, interval: ___, ...same } = scenario
    const outcome = await (options.run ?? runTest)({ ...same, schedule: scheduleFile, script: scriptOf(faults) }, hooks)
    options.onRun?.({ what, outcome })
    return outcome
  }
  let proven = 0
  for (const [i, faults] of schedules.entries()) {
    const outcome = await attempt(faults, `schedule ${i + 1} of ${options.runs}: ${count(faults.length)}`)
    if (outcome.results.verdict === 'valid') proven++
    if (outcome.results.verdict !== 'invalid') {
      if (hooks.signal?.aborted) return { drawn: i + 1, proven, stopped: true }
      continue
    }
    const found = await shrink(faults, outcome, attempt, hooks)
    const again = await rerun(found.faults, options.reruns ?? 0, attempt, hooks)
    return { drawn: i + 1, proven: proven + 1, found: { ...kept(found, faults.length, scenario), again } }
  }
  return { drawn: schedules.length, proven }
}

async function shrink(
  faults: readonly DrawnFault[],
  first: Outcome,
  attempt: (faults: readonly DrawnFault[], what: string) => Promise<Outcome>,
  { signal }: Hooks,
) {
  let outcome = first
  const breaks = async (fewer: readonly DrawnFault[]) => {
    for (let i = 0; i < attempts && signal?.aborted !== true; i++) {
      const again = await attempt(fewer, `shrinking: ${count(fewer.length)}`)
      if (again.results.verdict !== 'invalid') continue
      outcome = again
      return true
    }
    return false
  }
  return { faults: await fewest(faults, breaks), outcome }
}

/** Databases are not deterministic: how often does it happen? */
async function rerun(
  faults: readonly DrawnFault[],
  times: number,
  attempt: (faults: readonly DrawnFault[], what: string) => Promise<Outcome>,
  { signal }: Hooks,
): Promise<Found['again']> {
  const verdicts: string[] = []
  while (verdicts.length < times && signal?.aborted !== true)
    verdicts.push((await attempt(faults, `again: run ${verdicts.length + 1} of ${times}`)).results.verdict)
  const those = (verdict: string) => verdicts.filter((each) => each === verdict).length
  const of = those('invalid') + those('valid')
  return { broke: those('invalid'), of, unproven: verdicts.length - of }
}

function kept(
  { faults, outcome }: { readonly faults: readonly DrawnFault[]; readonly outcome: Outcome },
  before: number,
  scenario: ResolvedScenario,
): Omit<Found, 'again'> {
  const file = join(outcome.folder, scheduleFile)
  writeJson(file, scriptOf(faults))
  const again = { ...scenario, faults: [], schedule: file, script: scriptOf(faults) }
  return { outcome, faults, before, file, command: command(again) }
}

/** Several faults whose times overlap often: it takes two to break what is made to survive one. */
function drawnFaults({ faults, timeLimit }: ResolvedScenario, most: number): fc.Arbitrary<DrawnFault[]> {
  const one = fc.constantFrom(...faults.map((name) => byName('fault', allFaults, name))).chain((fault) =>
    fc
      .record({
        spec: specOf(fault),
        seed: fc.nat(),
        // Shares of the run, in percent: some of it is healthy before, and there is time to recover after.
        from: fc.integer({ min: 10, max: 40 }),
        length: fc.integer({ min: 15, max: 50 }),
      })
      .map(({ spec, seed, from, length }): DrawnFault => {
        const at = (percent: number) => Math.round(percent * timeLimit * 10) / 1000
        const { f } = fault.start(new Random(seed))
        return {
          from: at(from),
          to: at(from + length),
          start: { at: at(from), f, value: spec === undefined ? null : { spec, seed } },
          stop: { at: at(from + length), ...fault.stop() },
        }
      }),
  )
  return fc.array(one, { minLength: Math.min(2, most), maxLength: most, size: 'max' })
}

/** What strikes the primary matters most: half of the faults do. */
function specOf({ specs }: Fault): fc.Arbitrary<string | undefined> {
  if (specs.length === 0) return fc.constant(undefined)
  const any = fc.constantFrom(...specs)
  return specs.includes('primaries') ? fc.oneof(fc.constant('primaries'), any) : any
}

function scriptOf(faults: readonly DrawnFault[]): Script {
  const time = ({ at }: ScriptStep) => Number(at)
  const steps = faults.flatMap(({ start, stop }) => [start, stop]).sort((a, b) => time(a) - time(b))
  return { about: `${count(faults.length)} drawn at random`, failover: 'by-itself', steps }
}

/** Those of the usual faults that this target can have on this backend. */
function fitting({ target, backend }: Scenario): string[] {
  const database = byName('target', targets, target)
  const place = byName('backend', backends, backend ?? Object.keys(database.backends)[0] ?? '')
  return allFaults
    .filter(
      ({ name, needs }) =>
        usual.includes(name) && missing(needs, place.capabilities, database.capabilities).length === 0,
    )
    .map(({ name }) => name)
}

const count = (faults: number) => `${faults} ${faults === 1 ? 'fault' : 'faults'}`
