import type { Operation } from '../src/operation.ts'

/** What was known when the answers at `end` had come, or were just about to. */
export function known(history: readonly Operation[], end: number, inclusive: boolean): Operation[] {
  return history
    .filter((op) => op.invoke <= end)
    .map((op) =>
      op.complete < end || (inclusive && op.complete === end)
        ? op
        : { ...op, output: undefined, complete: Number.POSITIVE_INFINITY },
    )
}
