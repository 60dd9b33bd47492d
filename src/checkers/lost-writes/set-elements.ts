import { pair } from '../../history/pair.ts'
import type { Json, Nanos, Op } from '../../op/op.ts'

/** What a history says about one element of a set. */
export interface Element {
  readonly value: Json
  readonly key: Json | undefined
  /** The first attempt to add it. */
  readonly add: Op
  /** Its acknowledgement: the first ok completion of an add. */
  acknowledged: Op | undefined
  /** Every attempt is known to have failed. */
  failed: boolean
  /** Completions, the earliest and the latest, of the reads that saw it. */
  firstSeen: Op | undefined
  lastSeen: Op | undefined
  /** Invocation of the last read that did not see it. */
  lastMissed: Op | undefined
  /** That read is a final one. */
  missedFinally: boolean
  /** Most often that one read returned it. */
  copies: number
}

/** An element that was read and never attempted. */
export interface Stranger {
  readonly value: Json
  readonly key: Json | undefined
  readonly read: Op
}

export interface SetHistory {
  readonly elements: readonly Element[]
  readonly strangers: readonly Stranger[]
  /** Reads that completed ok with a list. */
  readonly reads: number
  /** Of these, the ones that began after the last acknowledgement: they judge every acknowledged add. */
  readonly finalReads: number
  /** Sets (keys) that hold acknowledged elements and have no final read. */
  readonly unjudged: number
}

/** When an element's presence became certain: acknowledged, or seen by a read. */
export function known({ acknowledged, firstSeen }: Element): Op | undefined {
  if (acknowledged === undefined || firstSeen === undefined) return acknowledged ?? firstSeen
  return acknowledged.index < firstSeen.index ? acknowledged : firstSeen
}

/** Missed by a read that began after the element was known and after every read that saw it. */
export function isGone(element: Element): boolean {
  const { lastMissed, lastSeen } = element
  return missedFor(element) !== undefined && (lastSeen === undefined || (lastMissed?.index ?? 0) > lastSeen.index)
}

/** How long after it was known an element was missed by a read for the last time; undefined: never. */
export function missedFor(element: Element): Nanos | undefined {
  const from = known(element)
  const { lastMissed } = element
  if (from === undefined || lastMissed === undefined || lastMissed.index < from.index) return undefined
  return Math.max(0, lastMissed.time - from.time)
}

/** Reads a history of `add` and `read` ops, as one independent set per `key`. */
export function setHistory(history: readonly Op[]): SetHistory {
  const sets = new Map<string, OneSet>()
  for (const { invoke, complete } of pair(history)) {
    if (invoke.process === 'nemesis') continue
    const name = JSON.stringify(invoke.key) ?? ''
    const set = sets.get(name) ?? new OneSet()
    sets.set(name, set)
    if (invoke.f === 'add') set.add(invoke, complete)
    else if (invoke.f === 'read' && complete?.type === 'ok') set.read(invoke, complete)
  }
  const all = [...sets.values()].map((set) => set.finish())
  const sum = (of: (set: SetHistory) => number) => all.reduce((total, set) => total + of(set), 0)
  return {
    elements: all.flatMap(({ elements }) => elements),
    strangers: all.flatMap(({ strangers }) => strangers),
    reads: sum(({ reads }) => reads),
    finalReads: sum(({ finalReads }) => finalReads),
    unjudged: sum(({ unjudged }) => unjudged),
  }
}

/** A read that succeeded; `list` is its value. */
interface Read {
  readonly invoke: Op
  readonly complete: Op
  readonly list: readonly Json[]
}

/**
 * One set. Its cost is a step for each element of each read and for each element that a read could have missed, on
 * arrays of numbers: a hundred reads of a hundred thousand elements take part of a second.
 */
class OneSet {
  readonly #elements: Element[] = []
  readonly #numbers = new Map<number, number>()
  readonly #others = new Map<string, number>()
  readonly #strangers = new Map<string, Stranger>()
  readonly #reads: Read[] = []
  #lastAcknowledged = -1

  add(invoke: Op, complete: Op | undefined): void {
    const element = this.#elements[this.#id(invoke.value) ?? -1] ?? this.#enrol(invoke)
    if (complete?.type !== 'fail') element.failed = false
    if (complete?.type !== 'ok') return
    this.#lastAcknowledged = Math.max(this.#lastAcknowledged, complete.index)
    if (element.acknowledged === undefined || element.acknowledged.index > complete.index)
      element.acknowledged = complete
  }

  read(invoke: Op, complete: Op): void {
    if (Array.isArray(complete.value)) this.#reads.push({ invoke, complete, list: complete.value })
  }

  /** Reads come in the order of invocation, as elements do. */
  finish(): SetHistory {
    const lastSeenIn = new Int32Array(this.#elements.length).fill(-1)
    const lastMissedBy = new Int32Array(this.#elements.length).fill(-1)
    const addedAt = Float64Array.from(this.#elements, ({ add }) => add.index)
    this.#reads.forEach((read, r) => {
      this.#see(read, r, lastSeenIn)
      // A read cannot miss what was asked for after it had ended.
      for (let id = 0; id < addedAt.length && (addedAt[id] as number) < read.complete.index; id++)
        if (lastSeenIn[id] !== r) lastMissedBy[id] = r
    })
    const last = this.#lastAcknowledged
    this.#elements.forEach((element, id) => {
      element.lastMissed = this.#reads[lastMissedBy[id] ?? -1]?.invoke
      element.missedFinally = (element.lastMissed?.index ?? -1) > last
    })
    const finalReads = this.#reads.filter(({ invoke }) => invoke.index > last).length
    return {
      elements: this.#elements,
      strangers: [...this.#strangers.values()],
      reads: this.#reads.length,
      finalReads,
      unjudged: last >= 0 && finalReads === 0 ? 1 : 0,
    }
  }

  #see({ complete, list }: Read, r: number, lastSeenIn: Int32Array): void {
    const again = new Map<number, number>()
    for (const value of list) {
      const id = this.#id(value)
      const element = id === undefined ? undefined : this.#elements[id]
      if (id === undefined || element === undefined) this.#meet(value, complete)
      else if (lastSeenIn[id] === r) again.set(id, (again.get(id) ?? 1) + 1)
      else {
        lastSeenIn[id] = r
        element.copies ||= 1
        if (element.firstSeen === undefined || complete.index < element.firstSeen.index) element.firstSeen = complete
        if (element.lastSeen === undefined || complete.index > element.lastSeen.index) element.lastSeen = complete
      }
    }
    for (const [id, copies] of again) {
      const element = this.#elements[id] as Element
      element.copies = Math.max(element.copies, copies)
    }
  }

  #enrol(add: Op): Element {
    const { value, key } = add
    const never = { acknowledged: undefined, firstSeen: undefined, lastSeen: undefined, lastMissed: undefined }
    const element: Element = { value, key, add, failed: true, ...never, missedFinally: false, copies: 0 }
    const id = this.#elements.push(element) - 1
    if (typeof value === 'number') this.#numbers.set(value, id)
    else this.#others.set(JSON.stringify(value), id)
    return element
  }

  #id(value: Json): number | undefined {
    return typeof value === 'number' ? this.#numbers.get(value) : this.#others.get(JSON.stringify(value))
  }

  #meet(value: Json, read: Op): void {
    const name = JSON.stringify(value)
    if (!this.#strangers.has(name)) this.#strangers.set(name, { value, key: read.key, read })
  }
}
