import { outcome, pair } from '../history/pair.ts'
import type { Json, Op } from '../op/op.ts'
import type { Checker, CheckerResult } from './checker.ts'
import { quantiles } from './quantiles.ts'
import { count, list } from './text.ts'

type Outcome = 'ok' | 'fail' | 'info'

interface Tally {
  readonly counts: Record<Outcome, number>
  /** Invocation to ok completion, ns. */
  readonly latencies: number[]
}

interface Errors {
  count: number
  readonly fs: Set<string>
  readonly example: Op
}

/**
 * What clients asked for and how it ended. Proves nothing about the database; it is the guard against a green run in
 * which nothing worked: where any f never was ok, the verdict is `unknown` (jepsen.checker/stats).
 *
 * Details: `{ byF: { [f]: { count, ok, fail, info, latencyNs: { p50, p95, p99, max } | null } }, errors: [{ kind,
 * count, fs, example: { op, message } }] }`, most frequent errors first; latencies are those of ok ops.
 */
export const stats: Checker = {
  name: 'stats',
  about: 'counts ops by function and outcome; nothing is proven where a function never succeeded',
  check: ({ history }) => {
    const byF = new Map<string, Tally>()
    const errors = new Map<string, Errors>()
    for (const call of pair(history)) {
      const { invoke, complete } = call
      if (invoke.process === 'nemesis') continue
      const tally = entry(byF, invoke.f, () => ({ counts: { ok: 0, fail: 0, info: 0 }, latencies: [] }))
      const type = outcome(call)
      tally.counts[type]++
      if (type === 'ok' && complete !== undefined) tally.latencies.push(complete.time - invoke.time)
      if (complete?.error !== undefined) {
        const seen = entry(errors, complete.error.kind, () => ({ count: 0, fs: new Set(), example: complete }))
        seen.count++
        seen.fs.add(invoke.f)
      }
    }
    return judge(byF, errors)
  },
}

function judge(byF: ReadonlyMap<string, Tally>, errors: ReadonlyMap<string, Errors>): CheckerResult {
  const sum = (type: Outcome) => [...byF.values()].reduce((total, { counts }) => total + counts[type], 0)
  const checked = { ops: 0, ok: sum('ok'), fail: sum('fail'), info: sum('info') }
  checked.ops = checked.ok + checked.fail + checked.info
  const never = [...byF].filter(([, { counts }]) => counts.ok === 0).map(([f]) => `"${f}"`)
  const summary = `${count(checked.ops, 'op')}: ${checked.ok.toLocaleString('en-US')} ok, ${checked.fail.toLocaleString('en-US')} failed, ${checked.info.toLocaleString('en-US')} indeterminate.`
  const details = { byF: Object.fromEntries([...byF].map(([f, tally]) => [f, row(tally)])), errors: table(errors) }
  if (checked.ops === 0) return { verdict: 'unknown', summary: 'No client did anything.', checked, details }
  if (never.length === 0) return { verdict: 'valid', summary, checked, details }
  return {
    verdict: 'unknown',
    summary: `${summary} Never ok: ${list(never)}, so nothing is proven of it.`,
    checked,
    details,
  }
}

function row({ counts, latencies }: Tally): Json {
  const at = quantiles(latencies, [0.5, 0.95, 0.99, 1])
  return {
    count: counts.ok + counts.fail + counts.info,
    ...counts,
    latencyNs: at === undefined ? null : { p50: at['0.5'], p95: at['0.95'], p99: at['0.99'], max: at['1'] },
  }
}

function table(errors: ReadonlyMap<string, Errors>): Json {
  return [...errors]
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, 100)
    .map(([kind, { count, fs, example }]) => ({
      kind,
      count,
      fs: [...fs],
      example: { op: example.index, message: example.error?.message ?? '' },
    }))
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
