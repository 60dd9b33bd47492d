import type { Json, Op } from '../../op/op.ts'
import { type Facts, mopsIn } from './facts.ts'
import type { Because, Step } from './findings.ts'
import { same } from './intern.ts'

/** Is it seen in the raw ops that one transaction comes before the other? */
export function stepHolds(facts: Facts, step: Step): boolean {
  const from = facts.op(step.from)
  const to = facts.op(step.to)
  if (!from || !to || from === to || from.type === 'fail' || to.type === 'fail') return false
  if (step.kind === 'process') return from.process === to.process && from.type === 'ok' && from.index < to.index
  if (!('key' in step)) return precedes(facts, from, to)
  if (!committed(facts, from) || !committed(facts, to)) return false
  if ('value' in step) return writes(facts, from, step.key, step.value) && saw(facts, to, step.key, step.value)
  const left = step.kind === 'ww' ? writes : saw
  return (
    left(facts, from, step.key, step.before) &&
    writes(facts, to, step.key, step.after) &&
    isBefore(facts, step.key, step)
  )
}

/** Is it seen in the raw ops that one version of a key comes before the other? */
export function isBefore(
  facts: Facts,
  key: Json,
  { before, after, because }: { before: Json; after: Json; because: Because },
): boolean {
  switch (because.how) {
    case 'initial':
      return before === null && after !== null
    case 'read': {
      const list = [...new Set(readIn(facts, because.read.txn, because.read.mop))]
      const at = list.findIndex((each) => same(each, after))
      return at >= 0 && (at === 0 ? before === null : same(list[at - 1]!, before))
    }
    case 'unread': {
      const reads = facts
        .touching(key)
        .filter(isKnown)
        .flatMap((op) => readsOf(op, key))
      const longest = because.read === undefined ? [] : readIn(facts, because.read.txn, because.read.mop)
      const last = [...new Set(longest)].at(-1) ?? null
      return (
        same(last, before) && reads.every((list) => list.length <= longest.length && !list.some((e) => same(e, after)))
      )
    }
    case 'wfr': {
      const op = facts.op(because.txn)
      return saw(facts, op, key, before) && writes(facts, op, key, after) && op?.type === 'ok'
    }
    case 'sequential':
    case 'linearizable': {
      const [first, second] = [facts.op(because.first), facts.op(because.second)]
      if (!first || !second || first.type !== 'ok') return false
      const met = saw(facts, second, key, after) || writes(facts, second, key, after)
      const left = saw(facts, first, key, before) || writes(facts, first, key, before)
      const inTime = because.how === 'sequential' ? first.process === second.process : precedes(facts, first, second)
      return met && left && inTime && first.index < second.index
    }
  }
}

export function touches(op: Op | undefined, key: Json): boolean {
  return mopsIn(op).some((mop) => same(mop[1], key))
}

export function precedes(facts: Facts, from: Op, to: Op): boolean {
  return from.type === 'ok' && from.index < (facts.invocation(to.index)?.index ?? to.index)
}

/** Indeterminate writes of registers count only where a read proves that they happened. */
function committed(facts: Facts, op: Op): boolean {
  if (op.type === 'ok' || facts.workload === 'list-append') return true
  return mopsIn(op).some(
    ([f, key, value]) =>
      f === 'w' &&
      facts
        .touching(key)
        .some(
          (each) =>
            each.type === 'ok' &&
            mopsIn(each).some((mop) => mop[0] === 'r' && same(mop[1], key) && same(mop[2] ?? null, value)),
        ),
  )
}

/** Did the transaction leave this version behind? Of a register its last write counts. */
function writes({ workload }: Facts, op: Op | undefined, key: Json, value: Json): boolean {
  const own = mopsIn(op).filter(([f, k]) => f !== 'r' && same(k, key))
  const left = workload === 'list-append' ? own : own.slice(-1)
  return left.some((mop) => same(mop[2], value))
}

/** Did the transaction see this version (null: nothing)? Of a register its first micro-operation on the key counts. */
function saw({ workload }: Facts, op: Op | undefined, key: Json, value: Json): boolean {
  if (op === undefined || !isKnown(op)) return false
  if (workload === 'list-append') return readsOf(op, key).some((list) => same(list.at(-1) ?? null, value))
  const [f, , seen] = mopsIn(op).find((mop) => same(mop[1], key)) ?? []
  return op.type === 'ok' && f === 'r' && same(seen ?? null, value)
}

/** What a transaction read of a list. Of an indeterminate one only what has a value was answered. */
function readsOf(op: Op, key: Json): (readonly Json[])[] {
  return mopsIn(op).flatMap(([f, k, value]) =>
    f === 'r' && same(k, key) && (op.type === 'ok' || (value ?? null) !== null)
      ? [Array.isArray(value) ? value : []]
      : [],
  )
}

function readIn(facts: Facts, txn: number, mop: number): readonly Json[] {
  const op = facts.op(txn)
  const [f, , value] = mopsIn(op)[mop] ?? []
  return op !== undefined && isKnown(op) && f === 'r' && Array.isArray(value) ? value : []
}

function isKnown({ type }: Op): boolean {
  return type === 'ok' || type === 'info'
}
