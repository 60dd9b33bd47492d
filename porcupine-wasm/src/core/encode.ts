import { illegal, isIndeterminate, type Model } from '../model.ts'
import type { Operation } from '../operation.ts'
import { Interner, SequenceInterner } from './intern.ts'
import { inOrderOfInvocation, OpenReturns } from './timeline.ts'

/** A history of one object in the core's terms (assembly/history.ts, assembly/classes.ts). */
export interface Encoded {
  /** The index in the history of each required operation, by id: in order of invocation. */
  readonly required: Int32Array
  /** The indices of the indeterminate operations of each class, in order of invocation. */
  readonly indeterminate: ReadonlyMap<number, readonly number[]>
  readonly infos: number
  readonly events: Int32Array
  readonly opClass: Int32Array
  /** Kinds, froms, tos, observers, objects, totals of indeterminate ops: `classes` numbers each. */
  readonly classTable: Int32Array
  readonly classes: number
  readonly values: number
  readonly register: boolean
  readonly initial: number
  /** Steps a (state, class) pair that the core has not seen: the next state, or -1. */
  readonly step: (state: number, cls: number) => number
}

/** What classes of operations are, for one model. */
interface Classifier {
  /** The class of the operation: numbers from 0 up. */
  classOf(op: Operation): number
  /** kind, from, to, observer, object of each class. */
  readonly columns: readonly [kinds: number[], froms: number[], tos: number[], observers: number[], objects: number[]]
  readonly initial: number
  readonly values: () => number
  readonly register: boolean
  readonly step: (state: number, cls: number) => number
}

export function encode(model: Model, operations: readonly Operation[]): Encoded {
  const classifier = model.registerForm ? registerClassifier(model.registerForm) : tableClassifier(model)
  const [kinds, , , observers] = classifier.columns
  const ordered = inOrderOfInvocation(operations)
  const required = new Int32Array(operations.length)
  const opClass = new Int32Array(operations.length)
  const events = new Int32Array(operations.length * 2)
  const indeterminate = new Map<number, number[]>()
  const open = new OpenReturns()
  let ids = 0
  let count = 0
  let infos = 0
  for (let i = 0; i < operations.length; i++) {
    const index = ordered ? (ordered[i] as number) : i
    const op = operations[index] as Operation
    const cls = classifier.classOf(op)
    if (isIndeterminate(op)) {
      // One that nobody saw and that changes nothing may as well not have happened.
      if (observers[cls] === 1) continue
      const same = indeterminate.get(cls)
      if (same) same.push(index)
      else indeterminate.set(cls, [index])
    }
    while (open.size > 0 && open.earliest < op.invoke) events[count++] = (open.pop() << 2) | 1
    if (isIndeterminate(op)) {
      events[count++] = (cls << 2) | 2
      infos++
    } else {
      required[ids] = index
      opClass[ids] = cls
      events[count++] = ids << 2
      open.push(ids++, op.complete)
    }
  }
  while (open.size > 0) events[count++] = (open.pop() << 2) | 1

  const classes = kinds.length
  const classTable = new Int32Array(classes * 6)
  for (const [i, column] of classifier.columns.entries()) classTable.set(column, i * classes)
  for (const [cls, ops] of indeterminate) classTable[5 * classes + cls] = ops.length
  return {
    required: required.subarray(0, ids),
    indeterminate,
    infos,
    events: events.subarray(0, count),
    opClass: opClass.subarray(0, ids),
    classTable,
    classes,
    values: classifier.values(),
    register: classifier.register,
    initial: classifier.initial,
    step: classifier.step,
  }
}

const READ = 0
const WRITE = 1
const CAS = 2
const REFUSED = 3
const ANY = 4
const TABLE = 5

function registerClassifier(register: NonNullable<Model['registerForm']>): Classifier {
  const values = new Interner()
  const initial = values.id(register.init)
  const columns: Classifier['columns'] = [[], [], [], [], []]
  const [kinds, froms, tos, observers, objects] = columns
  /** The class of each kind of op by its value; of a cas by both of its values, each below 2^26. */
  const known: readonly number[][] = [[], [], [], [], []]
  const swaps = new Map<number, number>()
  const add = (kind: number, from: number, to: number): number => {
    froms.push(from)
    tos.push(to)
    observers.push(kind === WRITE || kind === CAS ? 0 : 1)
    objects.push(0)
    return kinds.push(kind) - 1
  }
  const simple = (kind: number, value: number): number => {
    const classes = known[kind] as number[]
    while (classes.length <= value) classes.push(-1)
    let cls = classes[value] as number
    if (cls < 0) {
      cls = kind === WRITE ? add(kind, 0, value) : add(kind, value, 0)
      classes[value] = cls
    }
    return cls
  }
  const swap = (from: number, to: number): number => {
    // A cas from a value to itself only looks: it is a read of that value.
    if (from === to) return simple(READ, from)
    const name = from * 0x4000000 + to
    let cls = swaps.get(name)
    if (cls === undefined) {
      cls = add(CAS, from, to)
      swaps.set(name, cls)
    }
    return cls
  }
  return {
    columns,
    initial,
    register: true,
    values: () => values.size,
    step: () => -1,
    classOf(op) {
      const form = register.form(op)
      switch (form.kind) {
        case 'read':
          return simple(READ, values.id(form.value))
        case 'write':
          return simple(WRITE, values.id(form.value))
        case 'cas':
          return swap(values.id(form.from), values.id(form.to))
        case 'refused':
          return simple(REFUSED, values.id(form.from))
        case 'any':
          return simple(ANY, 0)
      }
    },
  }
}

function tableClassifier(model: Model): Classifier {
  const ids = new Interner()
  const states: unknown[] = []
  const idOf = (state: unknown) => {
    const id = ids.id(model.stateKey ? model.stateKey(state) : state)
    if (id === states.length) states.push(state)
    return id
  }
  const initial = idOf(model.init)
  const columns: Classifier['columns'] = [[], [], [], [], []]
  const [kinds, froms, tos, observers, objects] = columns
  const keys = new Interner()
  const examples: Operation[] = []
  const names = new SequenceInterner()
  /** The class of each name, or -1. */
  const known: number[] = []
  return {
    columns,
    initial,
    register: false,
    values: () => 0,
    step(state, cls) {
      const next = model.step(states[state], examples[cls] as Operation)
      return next === illegal ? -1 : idOf(next)
    },
    classOf(op) {
      const indeterminate = isIndeterminate(op)
      const key = model.opKey ? model.opKey(op) : [op.f, op.value, indeterminate || op.output]
      // A list begins otherwise than a value that is none: their names are never the same.
      let name = names.append(0, (indeterminate ? 2 : 0) + (Array.isArray(key) ? 1 : 0))
      for (const part of Array.isArray(key) ? key : [key]) name = names.append(name, part)
      while (known.length <= name) known.push(-1)
      let cls = known[name] as number
      if (cls < 0) {
        cls = examples.push(op) - 1
        kinds.push(TABLE)
        froms.push(0)
        tos.push(0)
        observers.push(model.observer?.(op) ? 1 : 0)
        objects.push(model.object ? keys.id(model.object(op)) : 0)
        known[name] = cls
      }
      return cls
    },
  }
}
