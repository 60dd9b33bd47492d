import { type Pair, pair } from '../../history/pair.ts'
import type { Json, Op } from '../../op/op.ts'
import { amounts } from '../amounts.ts'

/** A transfer's part in one account. */
interface Leg {
  readonly op: Pair
  readonly account: number
  readonly before: number
  readonly after: number
}

/** So many legs of transfers are looked at, the last before the op. */
const near = 500

/**
 * Two transfers that were under way at the same time, computed from the same balance of an account, and were both
 * committed before an op of the history: what a lost update looks like from outside. The last of them, in words;
 * undefined if none is near.
 */
export function collision(history: readonly Op[], before: number): { text: string; ops: number[] } | undefined {
  const transfers = pair(history.filter(({ f, index }) => f === 'transfer' && index < before))
  const legs = transfers.flatMap(legsOf).slice(-near).reverse()
  for (const [i, second] of legs.entries())
    for (const first of legs.slice(i + 1)) {
      if (first.account !== second.account || first.before !== second.before || !overlap(first, second)) continue
      const ops = [first.op, second.op].flatMap(({ complete }) => complete?.index ?? [])
      const text = `Before it, transfers ${ops.join(' and ')} were under way at the same time: both read ${first.before} in account ${first.account}, and wrote ${first.after} and ${second.after}.`
      return { text, ops }
    }
  return undefined
}

function overlap({ op: a }: Leg, { op: b }: Leg): boolean {
  return (a.complete?.index ?? 0) > b.invoke.index && (b.complete?.index ?? 0) > a.invoke.index
}

function legsOf(op: Pair): Leg[] {
  const value = op.complete?.type === 'ok' ? op.complete.value : null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const { from, amount, after } = value as { readonly [name: string]: Json }
  return amounts(after).map(([account, left]) => {
    const by = account === from ? -Number(amount) : Number(amount)
    return { op, account, before: left - by, after: left }
  })
}
