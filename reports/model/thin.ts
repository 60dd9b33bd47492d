import { outcome, type Pair } from '../../src/history/pair.ts'

/** Calls that stand for more than themselves: how many each ok one, and each other one, stands for. */
export interface Thinned {
  readonly calls: readonly Pair[]
  readonly weights: { readonly ok: number; readonly other: number }
}

/** Whether a checker found fault with a call, by either of its indices. */
export function isFound({ invoke, complete }: Pair, found: ReadonlySet<number>): boolean {
  return found.has(invoke.index) || (complete !== undefined && found.has(complete.index))
}

/** At most `limit` calls: those found fault with, then failed and open ones, then ok ones; an even share of each. */
export function thin(calls: readonly Pair[], found: ReadonlySet<number>, limit: number): Thinned {
  if (calls.length <= limit) return { calls, weights: { ok: 1, other: 1 } }
  const ranks = calls.map((call) => (isFound(call, found) ? 0 : outcome(call) === 'ok' ? 2 : 1))
  const keep = new Uint8Array(calls.length)
  const weights = [1, 1, 1]
  let room = limit
  for (const rank of [0, 1, 2]) {
    const members = [...ranks.keys()].filter((i) => ranks[i] === rank)
    const share = Math.min(1, room / Math.max(1, members.length))
    let kept = 0
    members.forEach((i, position) => {
      if (Math.floor((position + 1) * share) === Math.floor(position * share)) return
      keep[i] = 1
      kept++
    })
    weights[rank] = kept === 0 ? 1 : members.length / kept
    room -= kept
  }
  const [, other = 1, ok = 1] = weights
  return { calls: calls.filter((_, i) => keep[i] === 1), weights: { ok, other } }
}
