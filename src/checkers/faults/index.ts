import { pair } from '../../history/pair.ts'
import { effective, type FaultReport, isFaultReport } from '../../op/fault.ts'
import type { Json, Nanos, Op } from '../../op/op.ts'
import { SECOND } from '../../op/time.ts'
import type { Checker, CheckerResult } from '../checker.ts'
import { count, list } from '../text.ts'
import { FaultTime } from './fault-time.ts'

/**
 * Did the faults happen? A run whose faults were planned and never seen proves nothing, however green. Counts, for
 * each family and node, what the schedule planned, what was applied, and what a probe outside the mechanism observed;
 * and for how long each was in force (from when it had been applied to the begin of the op that healed it; an act without
 * duration for as long as it took).
 *
 * Unknown: a family that was planned and never observed, one that option `expect` names and that never came, or an op
 * that ended in an error. Valid otherwise; trivially where none was planned. Details: `{ families: { [fault]: {
 * planned, applied, observed, seconds, nodes: { [node]: { applied, observed, seconds } } } }, problems: [{ op, fault,
 * phase, problem }], died?: [{ op, node }] }`; healing ops count only among the problems, and `died` are servers that the
 * watchdog found dead though no fault held them down.
 */
export const faults: Checker = {
  name: 'faults',
  about: 'the faults of the schedule were applied, and seen from outside; without that nothing is proven',
  check: ({ history, options }) => {
    const families = new Map<string, Family>()
    const problems: Problem[] = []
    const died = history
      .filter(({ process, f }) => process === 'nemesis' && f === 'died')
      .map(({ index, value }) => ({ op: index, node: namedIn(value) }))
    const end = history.reduce((latest, { time }) => Math.max(latest, time), 0)
    for (const { invoke, complete } of pair(history)) {
      if (invoke.process !== 'nemesis') continue
      const report = (complete ?? invoke).value
      if (isFaultReport(report)) note(families, problems, report, invoke, complete ?? invoke)
      else if (complete?.error !== undefined) problems.push(refused(invoke, complete))
    }
    const expected = Array.isArray(options.expect) ? options.expect.map(String) : []
    // A heal at the end, of what never came, is no fault.
    const missing = expected.filter((fault) => (families.get(fault)?.planned ?? 0) === 0)
    const result = judge(families, problems, end, missing)
    if (died.length === 0) return result
    const names = list([...new Set(died.map(({ node }) => node))])
    return {
      ...result,
      summary: `${result.summary} Died without being asked: ${names}.`,
      checked: { ...result.checked, died: died.length },
      details: { ...(result.details as { readonly [name: string]: Json }), died },
    }
  },
}

function namedIn(value: Json): string {
  return String((value as { readonly node?: Json } | null)?.node ?? 'a server')
}

interface Family {
  planned: number
  applied: number
  observed: number
  needless: number
  readonly nodes: Map<string, { applied: number; observed: number }>
  readonly time: FaultTime
}

interface Problem {
  readonly op: number
  readonly fault: string
  readonly phase: string
  readonly problem: string
  /** It was not even applied. */
  readonly error: boolean
}

function note(families: Map<string, Family>, problems: Problem[], report: FaultReport, invoke: Op, complete: Op): void {
  const { fault, phase, applied, observed } = report
  const none = { planned: 0, applied: 0, observed: 0, needless: 0 }
  const family = families.get(fault) ?? { ...none, nodes: new Map(), time: new FaultTime() }
  families.set(fault, family)
  if (phase === 'start') family.time.start(applied.nodes, effective(report, invoke.time, complete.time))
  if (phase === 'stop') family.time.stop(applied.nodes, invoke.time)
  if (phase === 'once') family.time.during(applied.nodes, invoke.time, effective(report, invoke.time, complete.time))
  const error = errorOf(report) ?? complete.error?.message
  if (error !== undefined) problems.push({ op: invoke.index, fault, phase, problem: error, error: true })
  else if (!observed.seen)
    problems.push({ op: invoke.index, fault, phase, problem: `not observed: ${observed.how}`, error: false })
  if (phase === 'stop') return
  family.planned++
  // A failover while the primary answers: there was nothing to do, so nothing was seen either.
  if (phase === 'once' && observed.seen && applied.nodes.length === 0) family.needless++
  const seen = observed.seen && applied.nodes.length > 0 ? 1 : 0
  family.applied += applied.nodes.length > 0 ? 1 : 0
  family.observed += seen
  for (const name of applied.nodes) {
    const node = family.nodes.get(name) ?? { applied: 0, observed: 0 }
    family.nodes.set(name, { applied: node.applied + 1, observed: node.observed + seen })
  }
}

/** Nemeses report an act that went wrong as not seen, with the error beside. */
function errorOf({ observed }: FaultReport): string | undefined {
  const error = (observed.detail as { readonly error?: unknown } | null | undefined)?.error
  return observed.seen || error === undefined ? undefined : String(error)
}

function refused(invoke: Op, complete: Op): Problem {
  const problem = complete.error?.message ?? 'no answer'
  return { op: invoke.index, fault: invoke.f, phase: 'start', problem, error: true }
}

function judge(
  families: ReadonlyMap<string, Family>,
  problems: readonly Problem[],
  end: Nanos,
  missing: readonly string[],
): CheckerResult {
  const sum = (of: 'planned' | 'applied' | 'observed') =>
    [...families.values()].reduce((n, family) => n + family[of], 0)
  const checked = { planned: sum('planned'), applied: sum('applied'), observed: sum('observed') }
  const details = {
    families: Object.fromEntries([...families].map(([name, family]) => [name, row(family, end)])),
    problems: problems.slice(0, 1000).map(({ error, ...problem }) => problem),
  }
  const unseen = [...families]
    .filter(([, { planned, needless, observed }]) => planned > needless && observed === 0)
    .map(([name]) => name)
  const error = problems.find((problem) => problem.error)
  const reasons = [
    ...(missing.length > 0
      ? [`${list(missing)} ${missing.length === 1 ? 'was' : 'were'} asked for and never planned`]
      : []),
    ...(unseen.length > 0
      ? [
          `${list(unseen)} ${unseen.length === 1 ? 'was' : 'were'} planned and never observed (${reason(problems, unseen)})`,
        ]
      : []),
    ...(error !== undefined
      ? [`${error.fault} went wrong at op ${error.op}: ${error.problem.replace(/[.]+$/, '')}`]
      : []),
  ]
  const summary = `${count(checked.planned, 'fault')} planned, ${checked.applied} applied, ${checked.observed} observed`
  if (reasons.length > 0) return { verdict: 'unknown', summary: `${summary}: ${list(reasons)}.`, checked, details }
  if (families.size === 0) return { verdict: 'valid', summary: 'No faults were planned.', checked, details }
  const times = [...families]
    .filter(([, { time }]) => time.total(end) > 0)
    .map(([name, { time }]) => `${name} for ${seconds(time.total(end))} s`)
  return { verdict: 'valid', summary: `${summary}${times.length > 0 ? ` (${list(times)})` : ''}.`, checked, details }
}

function reason(problems: readonly Problem[], unseen: readonly string[]): string {
  const first = problems.find(({ fault }) => unseen.includes(fault))
  return first === undefined ? 'no probe saw it' : first.problem.replace(/^not observed: /, 'how it was looked for: ')
}

function row({ planned, applied, observed, nodes, time }: Family, end: Nanos): Json {
  return {
    planned,
    applied,
    observed,
    seconds: seconds(time.total(end)),
    nodes: Object.fromEntries(
      [...nodes].map(([node, counts]) => [node, { ...counts, seconds: seconds(time.of(node, end)) }]),
    ),
  }
}

const seconds = (ns: Nanos) => Math.round((ns / SECOND) * 1000) / 1000
