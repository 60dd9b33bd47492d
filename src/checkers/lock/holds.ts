import { outcome, pair } from '../../history/pair.ts'
import type { Json, Op } from '../../op/op.ts'

/** A hold of a lock under which somebody set out to write. */
export interface Hold {
  readonly op: Op
  readonly token: number
  readonly leaseMs: number
  /** How long after it had been given its holder sent the write. */
  readonly afterMs: number
  readonly written: boolean
}

export function holds(history: readonly Op[]): Hold[] {
  return pair(history.filter(({ process, f }) => process !== 'nemesis' && f === 'increment')).flatMap((each) => {
    const { token, leaseMs, afterMs } = fields(fields(each.complete?.value).hold)
    if (each.complete === undefined || typeof token !== 'number') return []
    const written = outcome(each) === 'ok'
    return [{ op: each.complete, token, leaseMs: Number(leaseMs), afterMs: Number(afterMs), written }]
  })
}

/** Its lease had run out before it wrote, though its holder did not know. */
export function isOverdue({ leaseMs, afterMs }: Hold): boolean {
  return afterMs > leaseMs
}

/** The same history with increments that are answered with what they came to, as the checker `lost-update` reads them. */
export function plain(history: readonly Op[]): Op[] {
  return history.map((op) => (op.f === 'increment' ? { ...op, value: fields(op.value).became ?? null } : op))
}

function fields(value: Json | undefined): { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {}
}
