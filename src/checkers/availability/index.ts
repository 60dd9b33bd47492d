import type { Json, Nanos, Op } from '../../op/op.ts'
import { SECOND } from '../../op/time.ts'
import type { Checker, CheckerResult } from '../checker.ts'
import { duration } from '../text.ts'
import { type Gap, longestGap } from './longest-gap.ts'
import { served } from './served.ts'

/**
 * How well the database served (an ok, or a refusal without error). Never invalid; unknown where no client op completed.
 * What came after each fault is the business of `recovery`.
 *
 * Details, times in ns: `{ buckets: { width, ok, all }, nodes: { [node]: { ok, all, share, buckets: { ok, all } } },
 * longest: { from, to, duration } | null }`. Buckets count completions, one a second (wider in runs of more than an
 * hour).
 */
export const availability: Checker = {
  name: 'availability',
  about: 'share of ok answers over time and by node, and the longest outage',
  check: ({ history }) => judge(survey(history)),
}

interface Counts {
  readonly ok: number[]
  readonly all: number[]
}

interface Survey {
  readonly width: Nanos
  readonly total: Counts
  readonly nodes: ReadonlyMap<string, Counts>
  readonly longest: Gap | undefined
}

const mostBuckets = 3600

function survey(history: readonly Op[]): Survey {
  const end = history.reduce((latest, { time }) => Math.max(latest, time), 0)
  const width = SECOND * Math.max(1, Math.ceil(end / SECOND / mostBuckets))
  const size = Math.floor(end / width) + 1
  const counts = (): Counts => ({ ok: new Array<number>(size).fill(0), all: new Array<number>(size).fill(0) })
  const total = counts()
  const nodes = new Map<string, Counts>()
  for (const op of history) {
    if (op.process === 'nemesis' || op.type === 'invoke') continue
    tally(total, op, width)
    if (op.node === undefined) continue
    const ofNode = nodes.get(op.node) ?? counts()
    nodes.set(op.node, ofNode)
    tally(ofNode, op, width)
  }
  return { width, total, nodes, longest: longestGap(history) }
}

function tally({ ok, all }: Counts, op: Op, width: Nanos): void {
  const bucket = Math.max(0, Math.floor(op.time / width))
  all[bucket] = (all[bucket] ?? 0) + 1
  if (served(op)) ok[bucket] = (ok[bucket] ?? 0) + 1
}

function judge(survey: Survey): CheckerResult {
  const { total, longest } = survey
  const ok = sum(total.ok)
  const all = sum(total.all)
  const common = { checked: { completions: all, ok }, details: details(survey) }
  if (all === 0) return { verdict: 'unknown', summary: 'No client op completed.', ...common }
  const outage = longest === undefined ? '' : `; the longest wait for one was ${duration(longest.duration)}`
  const summary = `${percent(ok / all)} of ${all.toLocaleString('en-US')} answers were ok${outage}.`
  return { verdict: 'valid', summary, ...common }
}

function details({ width, total, nodes, longest }: Survey): Json {
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
  }
}

/** 99.99 % is not 100 %. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toLocaleString('en-US')} %`
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)
