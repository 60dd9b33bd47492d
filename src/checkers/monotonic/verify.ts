import type { Json, Op } from '../../op/op.ts'
import type { Violation } from './violations.ts'

/** Looks at the raw ops again: had the earlier one ended when the later one began, and does that one show less? */
export function confirms({ kind, key, earlier, begun, later }: Violation): boolean {
  if (earlier.type !== 'ok' || later.type !== 'ok' || begun.type !== 'invoke') return false
  const inTime = earlier.index < begun.index && begun.index < later.index && begun.process === later.process
  const gap = of(earlier, key) - of(later, key)
  const same = kind === 'stale-read' || earlier.process === later.process
  return inTime && same && (later.f === 'increment' ? gap >= 0 : gap > 0)
}

function of({ f, value }: Op, key: number): number {
  if (f === 'increment') return value as number
  return new Map(value as [Json, number][]).get(key) ?? Number.NaN
}
