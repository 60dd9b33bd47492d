import type { Op } from '../op/op.ts'

/** An invocation and what became of it. Without a completion nobody knows: it counts as info. */
export interface Pair {
  readonly invoke: Op
  readonly complete: Op | undefined
}

/**
 * The ops of a history as pairs, in the order of invocation; the nemesis' among them (filter on `invoke.process`).
 *
 * The nemesis' ops pair by f, since a target's own steps (`promote`) may be recorded while an op is open; such a step
 * is a pair without completion. Jepsen's nemesis has no invocations, it says `info` twice: the first of two is taken
 * as the invocation.
 */
export function pair(ops: readonly Op[]): Pair[] {
  const pairs: Writable[] = []
  const open = new Map<number | string, Writable>()
  const jepsens = !ops.some((op) => op.process === 'nemesis' && op.type === 'invoke')
  for (const op of ops) {
    const who = op.process === 'nemesis' ? op.f : op.process
    const invoked = op.type === 'invoke' ? undefined : open.get(who)
    if (invoked !== undefined) {
      invoked.complete = op
      open.delete(who)
      continue
    }
    const started: Writable = { invoke: op, complete: undefined }
    pairs.push(started)
    if (op.type === 'invoke' || jepsens) open.set(who, started)
  }
  return pairs
}

type Writable = { -readonly [K in keyof Pair]: Pair[K] }

/** How a pair ended. */
export function outcome(pair: Pair): 'ok' | 'fail' | 'info' {
  const type = pair.complete?.type
  return type === 'ok' || type === 'fail' ? type : 'info'
}
