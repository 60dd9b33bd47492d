import { outcome, type Pair, pair } from '../../history/pair.ts'
import type { Op } from '../../op/op.ts'
import { mopsOf, type Row } from './rows.ts'
import type { Finding, Step, WrongRow } from './steps.ts'

/** The raw transactions. */
export interface Raw {
  /** By the op that stands for it: its completion, or its invocation if there is none. */
  by(op: number): Pair | undefined
  /** All with a step on a group. */
  touching(group: number): readonly Pair[]
}

export function raw(history: readonly Op[]): Raw {
  const pairs = pair(history.filter(({ f, process }) => f === 'txn' && process !== 'nemesis'))
  const byOp = new Map(pairs.map((each) => [(each.complete ?? each.invoke).index, each]))
  const touching = new Map<number, Pair[]>()
  for (const each of pairs)
    for (const group of new Set(mops(each).map((mop) => mop[1]))) {
      const known = touching.get(group)
      if (known === undefined) touching.set(group, [each])
      else known.push(each)
    }
  return { by: (op) => byOp.get(op), touching: (group) => touching.get(group) ?? [] }
}

/** Confirms a finding from nothing but the raw ops, with none of the inference's tables. */
export function holds(all: Raw, finding: Finding): boolean {
  if (!('cycle' in finding)) return isWrong(all, finding)
  const { cycle } = finding
  const closed = cycle.every((step, i) => step.to === cycle[(i + 1) % cycle.length]?.from)
  return cycle.length > 1 && closed && cycle.every((step) => stepHolds(all, step)) && finding.type === typeOf(cycle)
}

function typeOf(cycle: readonly Step[]): string {
  const isRw = cycle.map(({ kind }) => kind === 'rw')
  const rw = isRw.filter(Boolean).length
  const adjacent = isRw.some((is, i) => is && isRw[(i + 1) % isRw.length])
  const item = cycle.some((step) => step.kind === 'rw' && step.of === 'predicate') ? '' : '-item'
  const has = (wanted: Step['kind']) => cycle.some(({ kind }) => kind === wanted)
  const base = rw > 1 ? (adjacent ? 'G2' : 'G-nonadjacent') : 'G-single'
  const name = rw > 0 ? base + item : has('wr') ? 'G1c' : 'G0'
  return `${name}${has('realtime') ? '-realtime' : has('process') ? '-process' : ''}`
}

function stepHolds(all: Raw, step: Step): boolean {
  const from = all.by(step.from)
  const to = all.by(step.to)
  if (from === undefined || to === undefined || from === to) return false
  if (step.kind === 'process' || step.kind === 'realtime') {
    const ended = from.complete
    const ordered =
      ended !== undefined && ended.type === 'ok' && ended.index < to.invoke.index && outcome(to) !== 'fail'
    return ordered && (step.kind === 'realtime' || from.invoke.process === to.invoke.process)
  }
  const { group, id } = step
  const wrote = (who: Pair, value: number) => happened(all, who, group) && writes(who, group, id).at(-1) === value
  if (step.kind === 'ww')
    return (
      wrote(from, step.before) &&
      wrote(to, step.after) &&
      has(from, 'insert', group, id) &&
      has(to, 'update', group, id)
    )
  if (step.kind === 'wr') return wrote(from, step.value) && rowIn(to, step.mop, group, id) === step.value
  if (!wrote(to, step.after) || touchedBefore(from, step.mop, group, id)) return false
  if (step.of === 'item') {
    const first = all
      .touching(group)
      .some((each) => has(each, 'insert', group, id) && writes(each, group, id)[0] === step.before)
    return first && has(to, 'update', group, id) && rowIn(from, step.mop, group, id) === step.before
  }
  const [f, , least] = mops(from)[step.mop] ?? []
  const others = all.touching(group).filter((each) => each !== to && happened(all, each, group))
  const final = others.flatMap((each) => writes(each, group, id).slice(-1))
  // With a version that matches before, or one that does not after it, the row could have been missed later too.
  const before = has(to, 'insert', group, id)
    ? final.every((value) => value >= step.least)
    : final.every((value) => value < step.least)
  return (
    f === 'select' &&
    least === step.least &&
    step.after >= step.least &&
    before &&
    rowIn(from, step.mop, group, id) === undefined
  )
}

function isWrong(all: Raw, { type, reader, mop, group, id, value, writer }: WrongRow): boolean {
  const by = all.by(reader)
  if (by?.complete?.type !== 'ok') return false
  const [f, , least = 0, rows] = mops(by)[mop] ?? []
  if (f !== 'select') return false
  const copies = (rows as readonly Row[]).filter(([each]) => each === id)
  const before = mops(by)
    .slice(0, mop)
    .filter((each) => each[0] !== 'select' && each[1] === group && each[2] === id)
  const own = before.at(-1)?.[3]
  if (value === undefined) return type === 'internal' && copies.length === 0 && Number(own) >= least
  if (!copies.some(([, each]) => each === value)) return false
  const source = writer === undefined ? undefined : all.by(writer)
  switch (type) {
    case 'garbage-read':
      return (
        copies.length > 1 ||
        value < least ||
        !all.touching(group).some((each) => writes(each, group, id).includes(value))
      )
    case 'internal':
      return own !== undefined && own !== value
    case 'future-read':
      return source === by && own === undefined && writes(by, group, id).includes(value)
    case 'G1a':
      return source !== undefined && outcome(source) === 'fail' && writes(source, group, id).includes(value)
    case 'G1b':
      return source !== undefined && source !== by && writes(source, group, id).slice(0, -1).includes(value)
  }
}

function mops({ invoke, complete }: Pair) {
  return mopsOf(complete ?? invoke)
}

/** What a transaction wrote to a row, in order. */
function writes(each: Pair, group: number, id: number): number[] {
  return mops(each).flatMap((mop) => (mop[0] !== 'select' && mop[1] === group && mop[2] === id ? [mop[3]] : []))
}

function has(each: Pair, f: 'insert' | 'update', group: number, id: number): boolean {
  return mops(each).some((mop) => mop[0] === f && mop[1] === group && mop[2] === id)
}

function rowIn(each: Pair, at: number, group: number, id: number): number | undefined {
  const mop = mops(each)[at]
  if (mop?.[0] !== 'select' || mop[1] !== group || outcome(each) !== 'ok') return undefined
  return (mop[3] ?? []).find(([row]) => row === id)?.[1]
}

function touchedBefore(each: Pair, at: number, group: number, id: number): boolean {
  return mops(each)
    .slice(0, at)
    .some((mop) => mop[0] !== 'select' && mop[1] === group && mop[2] === id)
}

/** It committed, or somebody saw what it wrote to this group. */
function happened(all: Raw, each: Pair, group: number): boolean {
  if (outcome(each) !== 'info') return outcome(each) === 'ok'
  const written = mops(each).filter((mop) => mop[0] !== 'select' && mop[1] === group)
  return all
    .touching(group)
    .some(
      (reader) =>
        reader !== each &&
        mops(reader).some((_, at) => written.some(([, , id, value]) => rowIn(reader, at, group, id) === value)),
    )
}
