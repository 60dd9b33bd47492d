import type { Nanos } from './op.ts'

export const MS: Nanos = 1e6
export const SECOND: Nanos = 1e9
const MINUTE: Nanos = 60 * SECOND
const HOUR: Nanos = 60 * MINUTE

/** A monotonic clock that starts at zero when it is made. */
export function monotonic(): () => Nanos {
  const start = process.hrtime.bigint()
  return () => Number(process.hrtime.bigint() - start)
}

const units: readonly (readonly [RegExp, Nanos])[] = [
  [/^ms$/, MS],
  [/^(s|sec|seconds?)$/, SECOND],
  [/^(m|min|minutes?)$/, MINUTE],
  [/^(h|hours?)$/, HOUR],
  [/^(d|days?)$/, 24 * HOUR],
]

/** `20s`, `1.5m`, `500ms`, `1 day`, in ns; a bare number counts `plain`. Undefined for what is no time. */
export function duration(text: string, plain: 's' | 'ms' = 's'): Nanos | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/.exec(text.trim()) ?? []
  const scale = units.find(([name]) => name.test(unit || plain))?.[1]
  return amount === undefined || scale === undefined ? undefined : Number(amount) * scale
}
