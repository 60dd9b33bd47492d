import { outcome, type Pair, pair } from '../../history/pair.ts'
import type { Op } from '../../op/op.ts'
import { amounts } from '../amounts.ts'
import { grouped } from '../grouped.ts'

/** A counter that starts at 0, and what became of it. */
export interface Counter {
  readonly key: number
  /** In the order of invocation. */
  readonly increments: readonly Pair[]
  /** The ok increments by what each made of it, in the order of their answers. */
  readonly results: ReadonlyMap<number, readonly Op[]>
  readonly acknowledged: number
  /** Increments of which nobody knows whether they happened. */
  readonly indeterminate: number
  /** What the last final read returned: one that began after every increment had ended. */
  readonly left: number | undefined
}

export interface Counters {
  readonly all: readonly Counter[]
  readonly reads: number
  /** The last final read. */
  readonly last: Op | undefined
}

export function counters(history: readonly Op[]): Counters {
  const pairs = pair(history.filter(({ process }) => process !== 'nemesis'))
  const increments = pairs.filter(({ invoke }) => invoke.f === 'increment')
  const reads = pairs.filter((each) => each.invoke.f === 'read' && outcome(each) === 'ok')
  const over = increments.reduce((end, { invoke, complete }) => Math.max(end, (complete ?? invoke).index), -1)
  const last = reads.filter(({ invoke }) => invoke.index > over).at(-1)?.complete
  const left = new Map(amounts(last?.value))
  const byKey = grouped(increments, ({ invoke }) => Number(invoke.key))
  const all = [...byKey].map(([key, own]): Counter => {
    const acknowledged = own.flatMap((each) => (outcome(each) === 'ok' && each.complete ? [each.complete] : []))
    acknowledged.sort((a, b) => a.index - b.index)
    return {
      key,
      increments: own,
      results: grouped(acknowledged, ({ value }) => Number(value)),
      acknowledged: acknowledged.length,
      indeterminate: own.filter((each) => outcome(each) === 'info').length,
      left: last === undefined ? undefined : (left.get(key) ?? 0),
    }
  })
  return { all: all.sort((a, b) => a.key - b.key), reads: reads.length, last }
}
