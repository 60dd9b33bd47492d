import type { Json, Nanos, Op } from '../../op/op.ts'
import { SECOND } from '../../op/time.ts'
import type { Checker, CheckerResult } from '../checker.ts'
import { duration } from '../text.ts'
import { type Gap, longestGap } from './longest-gap.ts'
import { served } from './served.ts'

/**
 * How well the database served: answered with yes, or with a plain no (`served.ts`). Never invalid; unknown where no client op completed.
 * What came after each fault is the business of `recovery`.
 *
 * Details, times in ns: `{ buckets: { width, served, all }, nodes: { [node]: { served, all, share, buckets: { served, all } } },
 * longest: { from, to, duration } | null }`. Buckets count completions, one a second (wider in runs of more than an
 * hour).
 */
export const availability: Checker = {
  name: 'availability',
  about: 'share of operations that were served, over time and by node, and the longest outage',
  check: ({ history }) => judge(survey(history)),
}

interface Counts {
  readonly served: number[]
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
  const counts = (): Counts => ({ served: new Array<number>(size).fill(0), all: new Array<number>(size).fill(0) })
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

function tally(counts: Counts, op: Op, width: Nanos): void {
  const bucket = Math.max(0, Math.floor(op.time / width))
  counts.all[bucket] = (counts.all[bucket] ?? 0) + 1
  if (served(op)) counts.served[bucket] = (counts.served[bucket] ?? 0) + 1
}

function judge(survey: Survey): CheckerResult {
  const { total, longest } = survey
  const done = sum(total.served)
  const all = sum(total.all)
  const common = { checked: { completions: all, served: done }, details: details(survey) }
  if (all === 0) return { verdict: 'unknown', summary: 'No client op completed.', ...common }
  const outage = longest === undefined ? '' : `; the longest time without was ${duration(longest.duration)}`
  const summary = `${percent(done / all)} of ${all.toLocaleString('en-US')} operations were served${outage}.`
  return { verdict: 'valid', summary, ...common }
}

function details({ width, total, nodes, longest }: Survey): Json {
  return {
    buckets: { width, ...total },
    nodes: Object.fromEntries(
      [...nodes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([node, counts]) => {
          const [done, all] = [sum(counts.served), sum(counts.all)]
          return [node, { served: done, all, share: done / all, buckets: { ...counts } }]
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
