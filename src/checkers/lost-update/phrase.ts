import { count } from '../text.ts'
import type { Counter, Counters } from './counters.ts'

/** What became of the increments, after the database's name: `lost 3 of 90 acknowledged increments`. */
export function phrase(all: Counters, acknowledged: number): string {
  const increments = count(acknowledged, 'acknowledged increment')
  const missing = sum(all, (counter) => Math.max(0, counter.acknowledged - (counter.left ?? counter.acknowledged)))
  const twice = sum(all, overwritten)
  const surplus = sum(all, ({ left = 0, acknowledged: ok, indeterminate }) => Math.max(0, left - ok - indeterminate))
  if (missing > 0) return `lost ${missing.toLocaleString('en-US')} of ${increments}`
  if (twice > 0) return `overwrote ${twice.toLocaleString('en-US')} of ${increments}`
  if (surplus > 0) return `counted ${surplus.toLocaleString('en-US')} more than the ${increments}`
  return `kept all ${increments} of ${count(all.all.length, 'counter')}`
}

/** Acknowledged increments whose result another one had come to before. */
export function overwritten({ acknowledged, results }: Counter): number {
  return acknowledged - results.size
}

export function sum({ all }: Counters, of: (counter: Counter) => number): number {
  return all.reduce((total, counter) => total + of(counter), 0)
}
