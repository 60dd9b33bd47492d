import type { Nanos } from './op.ts'

export const MS: Nanos = 1e6
export const SECOND: Nanos = 1e9

/** A monotonic clock that starts at zero when it is made. */
export function monotonic(): () => Nanos {
  const start = process.hrtime.bigint()
  return () => Number(process.hrtime.bigint() - start)
}
