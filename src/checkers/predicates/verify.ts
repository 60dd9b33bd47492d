import { outcome, type Pair } from '../../history/pair.ts'
import { happened, has, mops, type Raw, rowIn, touchedBefore, writes } from './raw.ts'
import type { Row } from './rows.ts'
import type { Finding, Step, WrongRow } from './steps.ts'

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
  const wrote = (who: Pair, value: number) => happened(all, who) && writes(who, group, id).at(-1) === value
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
  const others = all.touching(group).filter((each) => each !== to && happened(all, each))
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
