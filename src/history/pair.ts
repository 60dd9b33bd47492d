import type { Op } from '../op/op.ts'

/** An invocation and what became of it. Without a completion nobody knows: it counts as info. */
export interface Pair {
  readonly invoke: Op
  readonly complete: Op | undefined
}

/**
 * The ops of a history as pairs, in the order of invocation; the nemesis' among them (filter on `invoke.process`).
 * Jepsen's nemesis has no invocations, it says `info` twice: the first of two is taken as the invocation.
 */
export function pair(ops: readonly Op[]): Pair[] {
  const pairs: { invoke: Op; complete: Op | undefined }[] = []
  const open = new Map<Op['process'], number>()
  for (const op of ops) {
    const at = open.get(op.process)
    const invoked = at === undefined ? undefined : pairs[at]
    const completes =
      op.type !== 'invoke' && invoked !== undefined && (op.process !== 'nemesis' || invoked.invoke.f === op.f)
    if (completes) {
      invoked.complete = op
      open.delete(op.process)
    } else {
      open.set(op.process, pairs.length)
      pairs.push({ invoke: op, complete: undefined })
    }
  }
  return pairs
}

/** How a pair ended. */
export function outcome(pair: Pair): 'ok' | 'fail' | 'info' {
  const type = pair.complete?.type
  return type === 'ok' || type === 'fail' ? type : 'info'
}
