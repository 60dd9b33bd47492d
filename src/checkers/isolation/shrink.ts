import type { Json, Op } from '../../op/op.ts'
import { checkIsolation } from './check.ts'
import { opsOf, witnesses } from './explain.ts'
import { find, invocationAt, mopsIn } from './facts.ts'
import type { Finding, Step } from './findings.ts'
import { same } from './intern.ts'
import type { IsolationOptions } from './options.ts'
import type { Mop } from './txns.ts'

/** A small history that shows the same anomaly: its ops (with their indices), and the finding in it. */
export interface Shrunk {
  readonly ops: readonly Op[]
  readonly finding: Finding
}

/**
 * The fewest transactions, then the fewest micro-operations, then the shortest lists that still show an anomaly of the
 * type of this finding. Starts from the transactions that the finding names and those that witness the order of
 * versions (if these do not show it, from all that touch the same keys), and takes away what the checker does not miss
 * (delta debugging, Zeller & Hildebrandt 2002). Nothing new is concluded from what was taken away: that nobody read an
 * append has to be so in the whole history. Undefined if the parts alone do not show it. `budget` is the ops that may be
 * checked on the way; when it is spent, the smallest case so far is the answer.
 */
export function shrink(
  history: readonly Op[],
  finding: Finding,
  options: IsolationOptions,
  budget = 150_000,
): Shrunk | undefined {
  const known = unreadOf(finding)
  let left = budget
  const look = (ops: readonly Op[]): Finding | undefined =>
    checkIsolation(ops, { ...options, limit: 64 }).findings.find(
      (each) =>
        each.type === finding.type && unreadOf(each).every((one) => known.some((other) => sameWrite(one, other))),
    )
  const show: Show = (ops) => {
    left -= ops.length
    return left < 0 ? undefined : look(ops)
  }
  const named = new Set([...opsOf(finding), ...witnessesOf(finding)])
  let start = partOf(history, named)
  if (!look(start)) start = partOf(history, touching(history, named))
  if (!look(start)) return undefined
  let ops = withoutTxns(start, show)
  ops = withoutMops(ops, show)
  ops = withoutElements(ops, show)
  const found = look(ops)
  return found && { ops, finding: found }
}

type Show = (ops: readonly Op[]) => Finding | undefined

function partOf(history: readonly Op[], wanted: ReadonlySet<number>): Op[] {
  const part = new Set<Op>()
  for (const index of wanted) {
    const at = find(history, index)
    const op = history[at]
    const invoked = invocationAt(history, at)
    if (op) part.add(op)
    if (invoked) part.add(invoked)
  }
  return [...part].sort((a, b) => a.index - b.index)
}

/** All that touch a key of these ops; nothing where those are too many to try. */
function touching(history: readonly Op[], named: ReadonlySet<number>): Set<number> {
  const keys = new Set<string>()
  for (const op of history) if (named.has(op.index)) for (const [, key] of mopsIn(op)) keys.add(JSON.stringify(key))
  const touches = (op: Op) => mopsIn(op).some(([, key]) => keys.has(JSON.stringify(key)))
  const found = history.filter((op) => typeof op.process === 'number' && op.type !== 'invoke' && touches(op))
  return new Set(found.length > most ? [] : found.map(({ index }) => index))
}

const most = 2000

/** Halves first, then quarters … down to one transaction at a time. */
function withoutTxns(start: readonly Op[], show: Show): readonly Op[] {
  let ops = start
  for (let size = Math.ceil(pairs(start).length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    const all = pairs(ops)
    for (let end = all.length; end > 0; end -= size) {
      const cut = new Set(all.slice(Math.max(0, end - size), end).flatMap(({ begin, end }) => [begin, end]))
      const fewer = ops.filter((op) => !cut.has(op))
      if (show(fewer)) ops = fewer
    }
  }
  return ops
}

/** Invocation and completion are cut alike. */
function withoutMops(start: readonly Op[], show: Show): readonly Op[] {
  let ops = start
  for (const pair of pairs(start)) {
    let { begin, end } = pair
    for (let i = mopsIn(begin).length - 1; i >= 0; i--) {
      const [cutBegin, cutEnd] = [without(begin, i), without(end, i)]
      const fewer = ops.map((op) => (op === begin ? cutBegin : op === end ? cutEnd : op))
      if (mopsIn(cutEnd).length === 0 || !show(fewer)) continue
      ops = fewer
      begin = cutBegin
      end = cutEnd
    }
  }
  return ops
}

/** Elements of lists that none of these transactions appended are left out, where that changes nothing. */
function withoutElements(ops: readonly Op[], show: Show): readonly Op[] {
  const appended = ops.flatMap((op) => mopsIn(op).filter(([f]) => f === 'append'))
  const isOurs = (key: Json, element: Json) => appended.some((mop) => same(mop[1], key) && same(mop[2], element))
  const cut = ops.map((op) => ({
    ...op,
    value: mopsIn(op).map(([f, key, value]) =>
      f === 'r' && Array.isArray(value) ? [f, key, value.filter((element) => isOurs(key, element))] : [f, key, value],
    ),
  }))
  return show(cut) ? cut : ops
}

function without(op: Op, i: number): Op {
  return { ...op, value: mopsIn(op).filter((_, at) => at !== i) as readonly Mop[] as Json }
}

export function pairs(ops: readonly Op[]): { begin: Op; end: Op }[] {
  const all: { begin: Op; end: Op }[] = []
  for (const op of ops) {
    const open = all.findLast(({ begin }) => begin.process === op.process)
    if (op.type === 'invoke' || !open || open.end !== open.begin) all.push({ begin: op, end: op })
    else open.end = op
  }
  return all
}

function witnessesOf(finding: Finding): number[] {
  if ('cycle' in finding) return finding.cycle.flatMap((step) => ('because' in step ? witnesses(step.because) : []))
  return finding.type === 'dirty-update' ? [finding.read.txn] : []
}

type Ordered = Extract<Step, { because: unknown }>

function unreadOf(finding: Finding): Ordered[] {
  if (!('cycle' in finding)) return []
  return finding.cycle.filter((step): step is Ordered => 'because' in step && step.because.how === 'unread')
}

function sameWrite(a: Ordered, b: Ordered): boolean {
  return same(a.key, b.key) && same(a.after, b.after)
}
