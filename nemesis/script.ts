import { MurphyError } from '../src/op/failure.ts'
import { didYouMean } from '../src/op/names.ts'
import type { Json } from '../src/op/op.ts'
import { duration } from '../src/op/time.ts'
import { condition, conditionExamples } from './conditions.ts'

/** A schedule as data, from a file or put together by a program: which op when. The end of the run heals by itself. */
export interface Script {
  /** For people: why this order. */
  readonly about?: string
  /** Fault families that must be observed for the run to prove anything, beside each that is planned. */
  readonly expects?: readonly string[]
  /** Whether the target's failover manager acts by itself; default: unless a step is a `failover`. */
  readonly failover?: 'by-itself' | 'by-step'
  readonly steps: readonly ScriptStep[]
}

/** Times are text with a unit (`20s`, `500ms`) or seconds. Without `at` and `after` a step follows right on the one before. */
export interface ScriptStep {
  /** Since the load began. A step that is late moves all later ones by as much. */
  readonly at?: string | number
  /** Since the step before was due. */
  readonly after?: string | number
  /** When the clients have invoked this many ops; comes 10 s after its time at the latest. */
  readonly afterOps?: number
  /** Waits for a condition on the nodes: `lag >= 1MB`. */
  readonly when?: string
  /** For how long at most; default 10 s. A condition that does not come makes the run `unknown`. */
  readonly within?: string | number
  /** The op as it stands in histories: `kill`, `start`, `cut-replication` … */
  readonly f: string
  /** What it strikes: `"primaries"`, `["n2"]`, `{ "spec": "one", "seed": 7 }`. */
  readonly value?: Json
}

const scriptKeys = ['about', 'expects', 'failover', 'steps']
const stepKeys = ['at', 'after', 'afterOps', 'when', 'within', 'f', 'value']

/**
 * Reads a script. `fs` are the ops that there are. Throws MurphyError `usage` with every problem that it has; `source`
 * names it there.
 */
export function readScript(data: unknown, source: string, fs: readonly string[]): Script {
  const problems = problemsOf(data, fs)
  if (problems.length === 0) return data as Script
  const ops = problems.some((problem) => problem.includes(noSuchOp)) ? ` The ops are: ${fs.join(', ')}.` : ''
  throw new MurphyError('usage', `${source} is no schedule: ${problems.join('; ')}.`, {
    hint: `For example { "steps": [{ "at": "5s", "f": "kill", "value": "primaries" }, { "after": "3s", "f": "start" }] }.${ops}`,
  })
}

const noSuchOp = 'there is no op'

function problemsOf(data: unknown, fs: readonly string[]): string[] {
  if (!isObject(data)) return ['it is not an object']
  const { steps, failover, expects } = data
  return [
    ...unknownKeys(data, scriptKeys),
    ...(failover === undefined || failover === 'by-itself' || failover === 'by-step'
      ? []
      : ['"failover" is neither "by-itself" nor "by-step"']),
    ...(expects === undefined || (Array.isArray(expects) && expects.every((name) => typeof name === 'string'))
      ? []
      : ['"expects" is no list of names']),
    ...(Array.isArray(steps)
      ? steps.flatMap((step: unknown, i) => stepProblems(step, fs).map((problem) => `step ${i + 1}: ${problem}`))
      : ['it has no list "steps"']),
  ]
}

function stepProblems(step: unknown, fs: readonly string[]): string[] {
  if (!isObject(step)) return ['it is not an object']
  const { f, when, afterOps, at, after } = step
  const problems = unknownKeys(step, stepKeys)
  if (typeof f !== 'string' || !fs.includes(f)) problems.push(noOp(f, fs))
  for (const name of ['at', 'after', 'within'])
    if (step[name] !== undefined && secondsOf(step[name]) === undefined) problems.push(`"${name}" is no time`)
  if (at !== undefined && after !== undefined) problems.push('it has both "at" and "after"')
  if (afterOps !== undefined && !(Number.isInteger(afterOps) && Number(afterOps) >= 0))
    problems.push('"afterOps" is no count')
  if (when !== undefined && (typeof when !== 'string' || condition(when) === undefined))
    problems.push(`"when" is no condition (${conditionExamples})`)
  return problems
}

function noOp(f: unknown, fs: readonly string[]): string {
  if (f === undefined) return 'it has no "f"'
  return `${noSuchOp} ${JSON.stringify(f)}${didYouMean(String(f), fs).replace(/^(.*) $/, ' ($1)')}`
}

/** ns of a time in a script. */
export function timeOf(given: string | number): number {
  return (secondsOf(given) ?? 0) * 1e9
}

function secondsOf(given: unknown): number | undefined {
  if (typeof given === 'number') return given >= 0 ? given : undefined
  const ns = typeof given === 'string' ? duration(given) : undefined
  return ns === undefined ? undefined : ns / 1e9
}

function unknownKeys(data: Readonly<Record<string, unknown>>, known: readonly string[]): string[] {
  return Object.keys(data)
    .filter((key) => !known.includes(key))
    .map((key) => `"${key}" is unknown (known: ${known.join(', ')})`)
}

function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}
