import { illegal, isIndeterminate, type Model } from '../model.ts'
import type { Operation } from '../operation.ts'
import type { History } from './history.ts'
import { Interner, SequenceInterner } from './intern.ts'
import { CAS, type Columns, LEFT_OUT, WRITE } from './register-columns.ts'
import type { Scratch } from './scratch.ts'

/** Classes of identical operations, numbered from 0 up, as the core knows them (assembly/classes.ts). */
export interface Classes {
  /** Of each operation, or -1: nobody saw it and it changes nothing, so it may as well not have happened. */
  readonly of: Int32Array
  readonly count: number
  /** Kinds, froms, tos, observers, objects, and room for totals of indeterminate operations: `count` numbers each. */
  readonly table: Int32Array
  readonly values: number
  readonly register: boolean
  readonly initial: number
  /** Steps a (state, class) pair that the core has not seen: the next state, or -1. */
  readonly step: (state: number, cls: number) => number
}

const none = -1
/** The kind of what is stepped through a table; the others are those of register-columns.ts. */
const TABLE = 5
/** Columns of the table. */
const columnsOfTable = 6

export function classesOf(history: History): Classes {
  const { columns, scratch } = history
  return columns ? registerClasses(columns, scratch) : tableClasses(history)
}

function registerClasses({ kinds, value, from, values, initial }: Columns, scratch: Scratch): Classes {
  const of = scratch.int32(kinds.length)
  /** An operation of each class. */
  const examples = scratch.int32(kinds.length)
  let count = 0
  /** The class of each kind and value, plus one. */
  const known = scratch.int32(LEFT_OUT * values)
  /** That of a cas by both of its values, each below 2^26. */
  const swaps = new Map<number, number>()
  for (let op = 0; op < kinds.length; op++) {
    const kind = kinds[op] as number
    if (kind === LEFT_OUT) {
      of[op] = none
      continue
    }
    if (kind === CAS) {
      const name = (from[op] as number) * 0x4000000 + (value[op] as number)
      const cls = swaps.get(name) ?? count
      if (cls === count) {
        swaps.set(name, cls)
        examples[count++] = op
      }
      of[op] = cls
      continue
    }
    const name = kind * values + (value[op] as number)
    const cls = known[name] as number
    if (cls === 0) {
      examples[count++] = op
      known[name] = count
    }
    of[op] = cls === 0 ? count - 1 : cls - 1
  }
  const table = scratch.int32(columnsOfTable * count)
  for (let cls = 0; cls < count; cls++) {
    const op = examples[cls] as number
    const kind = kinds[op] as number
    table[cls] = kind
    if (kind === WRITE) table[2 * count + cls] = value[op] as number
    else if (kind === CAS) {
      table[count + cls] = from[op] as number
      table[2 * count + cls] = value[op] as number
    } else {
      table[count + cls] = value[op] as number
      table[3 * count + cls] = 1
    }
  }
  return { of, count, table, values, register: true, initial, step: () => none }
}

function tableClasses({ model, operations, scratch }: History): Classes {
  const states = new States(model)
  const initial = states.idOf(model.init)
  const of = scratch.int32(operations.length)
  const examples: Operation[] = []
  const names = new SequenceInterner()
  /** The class of each name, or -1. */
  const known: number[] = []
  for (let i = 0; i < operations.length; i++) {
    const op = operations[i] as Operation
    const name = nameOf(model, op, names)
    while (known.length <= name) known.push(none)
    let cls = known[name] as number
    if (cls < 0) {
      cls = examples.push(op) - 1
      known[name] = cls
    }
    of[i] = cls
  }
  const count = examples.length
  const table = scratch.int32(columnsOfTable * count).fill(TABLE, 0, count)
  const objects = new Interner()
  for (let cls = 0; cls < count; cls++) {
    const op = examples[cls] as Operation
    table[3 * count + cls] = model.observer?.(op) ? 1 : 0
    if (model.object) table[4 * count + cls] = objects.id(model.object(op))
  }
  for (let i = 0; i < of.length; i++)
    if (table[3 * count + (of[i] as number)] === 1 && isIndeterminate(operations[i] as Operation)) of[i] = none
  const step = (state: number, cls: number) => states.after(state, examples[cls] as Operation)
  return { of, count, table, values: 0, register: false, initial, step }
}

/** Operations of one name are identical. */
function nameOf(model: Model, op: Operation, names: SequenceInterner): number {
  const indeterminate = isIndeterminate(op)
  const key = model.opKey ? model.opKey(op) : [op.f, op.value, indeterminate || op.output]
  const isList = Array.isArray(key)
  // A list begins otherwise than a value that is none: their names are never the same.
  const first = names.append(0, (indeterminate ? 2 : 0) + (isList ? 1 : 0))
  if (!isList) return names.append(first, key)
  let name = first
  for (const part of key) name = names.append(name, part)
  return name
}

/** The states seen so far, by number. */
class States {
  readonly #model: Model
  readonly #ids = new Interner()
  readonly #states: unknown[] = []

  constructor(model: Model) {
    this.#model = model
  }

  idOf(state: unknown): number {
    const id = this.#ids.id(this.#model.stateKey ? this.#model.stateKey(state) : state)
    if (id === this.#states.length) this.#states.push(state)
    return id
  }

  /** The number of the state after the operation, or -1. */
  after(state: number, op: Operation): number {
    const before = this.#states[state]
    const next = this.#model.step(before, op)
    if (next === before) return state
    return next === illegal ? none : this.idOf(next)
  }
}
