import { outcome, type Pair } from '../../src/history/pair.ts'
import type { Json } from '../../src/op/op.ts'

/** What the transactions of a run were, and what became of them. */
export interface TransactionCounts {
  readonly committed: number
  /** Rolled back for certain, by the kind of error, most frequent first. */
  readonly rolledBack: readonly (readonly [kind: string, count: number])[]
  /** Nobody knows, likewise. */
  readonly unknown: readonly (readonly [kind: string, count: number])[]
  /** Of those that committed: how many only read. */
  readonly readOnly: number
  /** Steps of all transactions: reads, and writes or appends. */
  readonly reads: number
  readonly writes: number
  readonly longest: number
  readonly keys: number
  /** Committed writes of the key that has most of them. */
  readonly busiest: { readonly key: string; readonly writes: number } | undefined
}

/** Undefined where the clients of a run did no transactions: ops whose values are lists of steps `[f, key, value]`. */
export function transactionCounts(calls: readonly Pair[]): TransactionCounts | undefined {
  const all = calls.filter(({ invoke }) => invoke.f === 'txn' && steps(invoke.value) !== undefined)
  if (all.length === 0) return undefined
  const [rolledBack, unknown] = [new Map<string, number>(), new Map<string, number>()]
  const writesOf = new Map<string, number>()
  const n = { committed: 0, readOnly: 0, reads: 0, writes: 0, longest: 0 }
  for (const call of all) {
    const mops = steps(call.invoke.value) ?? []
    const writing = mops.filter(([f]) => f !== 'r')
    const end = outcome(call)
    if (end === 'ok') n.committed++
    else {
      const kind =
        call.complete?.error?.kind ?? (call.complete === undefined ? 'no answer before the end' : 'no reason given')
      const into = end === 'fail' ? rolledBack : unknown
      into.set(kind, (into.get(kind) ?? 0) + 1)
    }
    if (end === 'ok' && writing.length === 0) n.readOnly++
    n.writes += writing.length
    n.reads += mops.length - writing.length
    n.longest = Math.max(n.longest, mops.length)
    for (const [f, key] of mops) {
      const name = typeof key === 'string' ? key : JSON.stringify(key)
      writesOf.set(name, (writesOf.get(name) ?? 0) + (f !== 'r' && end === 'ok' ? 1 : 0))
    }
  }
  const busiest = [...writesOf].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])
  return {
    ...n,
    rolledBack: frequent(rolledBack),
    unknown: frequent(unknown),
    keys: writesOf.size,
    busiest: busiest[1] === 0 ? undefined : { key: busiest[0], writes: busiest[1] },
  }
}

function steps(value: Json): (readonly [f: Json, key: Json])[] | undefined {
  if (!Array.isArray(value)) return undefined
  const all = value as readonly Json[]
  return all.every((step) => Array.isArray(step) && step.length > 1) ? (all as unknown as [Json, Json][]) : undefined
}

function frequent(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}
