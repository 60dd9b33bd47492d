import { isFaultReport } from '../../op/fault.ts'
import type { Json, Nanos, Op } from '../../op/op.ts'
import { MS, SECOND } from '../../op/time.ts'
import type { Checker, CheckerResult } from '../checker.ts'
import { duration, list } from '../text.ts'
import { type Gap, longestGap } from './longest-gap.ts'
import { served } from './served.ts'

/**
 * How well the database served (an ok, or a refusal without error): the liveness side, which no safety checker sees. Never invalid by itself; with the
 * option `recoverWithinMs`, invalid where more than that passed between the end of a fault and the next ok, or where
 * clients tried for that long and none came. Unknown where no client op completed.
 *
 * Details, times in ns: `{ buckets: { width, ok, all }, nodes: { [node]: { ok, all, share, buckets: { ok, all } } },
 * longest: { from, to, duration } | null, recoveries: [{ fault, op, healedAt, firstOkAt, after }] }`. Buckets count
 * completions, one a second (wider in runs of more than an hour); `firstOkAt` and `after` are null where none came.
 */
export const availability: Checker = {
  name: 'availability',
  about: 'share of ok answers over time and by node, the longest outage, and the time to recover from each fault',
  check: ({ history, options }) => {
    const limit = options.recoverWithinMs
    return judge(survey(history), typeof limit === 'number' ? limit * MS : undefined)
  },
}

interface Counts {
  readonly ok: number[]
  readonly all: number[]
}

interface Recovery {
  readonly fault: string
  readonly op: number
  readonly healedAt: Nanos
  firstOkAt: Nanos | null
  /** Last time a client asked for something, or got an answer, before that. */
  triedUntil: Nanos
}

interface Survey {
  readonly width: Nanos
  readonly total: Counts
  readonly nodes: ReadonlyMap<string, Counts>
  readonly longest: Gap | undefined
  readonly recoveries: readonly Recovery[]
}

const mostBuckets = 3600

function survey(history: readonly Op[]): Survey {
  const end = history.reduce((latest, { time }) => Math.max(latest, time), 0)
  const width = SECOND * Math.max(1, Math.ceil(end / SECOND / mostBuckets))
  const size = Math.floor(end / width) + 1
  const counts = (): Counts => ({ ok: new Array<number>(size).fill(0), all: new Array<number>(size).fill(0) })
  const total = counts()
  const nodes = new Map<string, Counts>()
  const recoveries: Recovery[] = []
  /** Those still waiting for an ok. */
  const open: Recovery[] = []
  for (const op of history) {
    if (op.process === 'nemesis') {
      if (!isFaultReport(op.value) || op.value.phase !== 'stop') continue
      const { fault } = op.value
      const recovery = { fault, op: op.index, healedAt: op.time, firstOkAt: null, triedUntil: op.time }
      recoveries.push(recovery)
      open.push(recovery)
      continue
    }
    for (const recovery of open) {
      recovery.triedUntil = op.time
      if (served(op)) recovery.firstOkAt = op.time
    }
    if (served(op)) open.length = 0
    if (op.type === 'invoke') continue
    tally(total, op, width)
    if (op.node === undefined) continue
    const ofNode = nodes.get(op.node) ?? counts()
    nodes.set(op.node, ofNode)
    tally(ofNode, op, width)
  }
  return { width, total, nodes, longest: longestGap(history), recoveries }
}

function tally({ ok, all }: Counts, op: Op, width: Nanos): void {
  const bucket = Math.max(0, Math.floor(op.time / width))
  all[bucket] = (all[bucket] ?? 0) + 1
  if (served(op)) ok[bucket] = (ok[bucket] ?? 0) + 1
}

function judge(survey: Survey, limit: Nanos | undefined): CheckerResult {
  const { total, longest, recoveries } = survey
  const ok = sum(total.ok)
  const all = sum(total.all)
  const checked = { completions: all, ok, recoveries: recoveries.length }
  const common = { checked, details: details(survey) }
  if (all === 0) return { verdict: 'unknown', summary: 'No client op completed.', ...common }
  const slow = recoveries.filter((recovery) => limit !== undefined && waited(recovery) > limit)
  const share = `${percent(ok / all)} of ${all.toLocaleString('en-US')} answers were ok`
  const outage = longest === undefined ? '' : `; the longest wait for one was ${duration(longest.duration)}`
  if (slow.length === 0) return { verdict: 'valid', summary: `${share}${outage}${recovered(recoveries)}.`, ...common }
  const late = list(slow.map((recovery) => `${recovery.fault} (${tooLate(recovery)})`))
  return {
    verdict: 'invalid',
    summary: `${share}; too slow to recover from ${late}; allowed: ${duration(limit ?? 0)}.`,
    ...common,
  }
}

function waited({ healedAt, firstOkAt, triedUntil }: Recovery): Nanos {
  return (firstOkAt ?? triedUntil) - healedAt
}

function tooLate(recovery: Recovery): string {
  const time = duration(waited(recovery))
  return recovery.firstOkAt === null ? `not in ${time}` : time
}

function recovered(recoveries: readonly Recovery[]): string {
  if (recoveries.length === 0) return ''
  const never = recoveries.filter(({ firstOkAt, healedAt, triedUntil }) => firstOkAt === null && triedUntil > healedAt)
  if (never.length > 0) return `; after ${list(never.map(({ fault }) => fault))} none came any more`
  const slowest = Math.max(...recoveries.map(waited))
  return `; after each fault’s end the next came within ${duration(slowest)}`
}

function details({ width, total, nodes, longest, recoveries }: Survey): Json {
  return {
    buckets: { width, ...total },
    nodes: Object.fromEntries(
      [...nodes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([node, counts]) => {
          const [ok, all] = [sum(counts.ok), sum(counts.all)]
          return [node, { ok, all, share: ok / all, buckets: { ...counts } }]
        }),
    ),
    longest: longest === undefined ? null : { ...longest },
    recoveries: recoveries.map(({ fault, op, healedAt, firstOkAt }) => ({
      fault,
      op,
      healedAt,
      firstOkAt,
      after: firstOkAt === null ? null : firstOkAt - healedAt,
    })),
  }
}

/** 99.99 % is not 100 %. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toLocaleString('en-US')} %`
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)
