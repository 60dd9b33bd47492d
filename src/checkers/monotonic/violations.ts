import type { Op, Process } from '../../op/op.ts'
import { amounts } from '../amounts.ts'

export const kinds = [
  'read-your-writes',
  'monotonic-writes',
  'monotonic-reads',
  'writes-follow-reads',
  'stale-read',
] as const

export type Kind = (typeof kinds)[number]

/** An op that shows a counter as less than an earlier one did (or, an increment, as no more). */
export interface Violation {
  readonly kind: Kind
  readonly key: number
  readonly earlier: Op
  /** The later one's invocation. */
  readonly begun: Op
  readonly later: Op
  readonly was: number
  readonly is: number
}

/** The most that was shown of each counter, and by which op. */
type Highest = ReadonlyMap<number, { readonly value: number; readonly op: Op }>

export interface Violations {
  /** In the order of the later ops; of one op at most one of the process' own, and one stale read. */
  readonly found: readonly Violation[]
  readonly reads: number
  readonly increments: number
}

export function violations(history: readonly Op[]): Violations {
  const found: Violation[] = []
  const own = new Map<Process, Highest>()
  const open = new Map<Process, { readonly begun: Op; readonly seen: Highest }>()
  let anyone: Highest = new Map()
  let [reads, increments] = [0, 0]
  for (const op of history) {
    if (op.process === 'nemesis' || (op.f !== 'read' && op.f !== 'increment')) continue
    if (op.type === 'invoke') open.set(op.process, { begun: op, seen: anyone })
    const invoked = open.get(op.process)
    if (op.type !== 'ok' || invoked === undefined) continue
    if (op.f === 'read') reads++
    else increments++
    const before = own.get(op.process) ?? new Map()
    const { begun, seen } = invoked
    const behind = contradicted(op, before)
    if (behind !== undefined) found.push({ kind: guarantee(behind.earlier, op), begun, ...behind })
    const stale = op.f === 'read' ? contradicted(op, seen) : undefined
    if (stale !== undefined) found.push({ kind: 'stale-read', begun, ...stale })
    own.set(op.process, raised(before, op))
    anyone = raised(anyone, op)
  }
  return { found, reads, increments }
}

/** What an op shows: of a read all counters, of an increment its own. */
export function shown({ f, key, value }: Op): (readonly [key: number, value: number])[] {
  if (f === 'read') return amounts(value)
  return typeof value === 'number' ? [[Number(key), value]] : []
}

function contradicted(later: Op, highest: Highest): Omit<Violation, 'kind' | 'begun'> | undefined {
  for (const [key, is] of shown(later)) {
    const before = highest.get(key)
    if (before !== undefined && (later.f === 'read' ? is < before.value : is <= before.value))
      return { key, earlier: before.op, later, was: before.value, is }
  }
  return undefined
}

/** A map of its own: the one before may be remembered as what had been seen when an op began. */
function raised(highest: Highest, op: Op): Highest {
  const higher = shown(op).filter(([key, value]) => value > (highest.get(key)?.value ?? Number.NEGATIVE_INFINITY))
  return higher.length === 0
    ? highest
    : new Map([...highest, ...higher.map(([key, value]) => [key, { value, op }] as const)])
}

function guarantee(earlier: Op, later: Op): Kind {
  if (earlier.f === 'read') return later.f === 'read' ? 'monotonic-reads' : 'writes-follow-reads'
  return later.f === 'read' ? 'read-your-writes' : 'monotonic-writes'
}

export function about(kind: Kind): string {
  switch (kind) {
    case 'read-your-writes':
      return 'missed what the same process had written (read your writes)'
    case 'monotonic-writes':
      return 'came to no more than the same process had written before (monotonic writes)'
    case 'monotonic-reads':
      return 'showed less than the same process had read before (monotonic reads)'
    case 'writes-follow-reads':
      return 'came to no more than the same process had read before (writes follow reads)'
    case 'stale-read':
      return 'showed less than an op that had ended before (stale reads)'
  }
}
