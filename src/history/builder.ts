import { MurphyError } from '../op/failure.ts'
import type { Json, Op, OpError, OpType, Process } from '../op/op.ts'

/** A record as a file holds it, before anything is known to be right. */
export type RawRecord = { readonly [field: string]: unknown }

/** One sentence about one line of a file. */
export function badRecord(path: string, line: number, what: string, hint?: string): MurphyError {
  return new MurphyError('usage', `${path}:${line}: ${what}.`, {
    hint: hint ?? 'Murphy judges whole histories only: repair or remove this record, and the ops that belong to it.',
  })
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A value that the file did not give. A completion then has the value of its invocation. */
const untold = Symbol('untold') as unknown as Json

/** Turns records into ops in the order of their index, and refuses a history that cannot have happened. */
export class HistoryBuilder {
  readonly #path: string
  readonly #ops: Op[] = []
  readonly #lines: number[] = []
  #indexed = false
  #sorted = true

  constructor(path: string) {
    this.#path = path
  }

  get size(): number {
    return this.#ops.length
  }

  add(record: RawRecord, line: number): void {
    const type = record.type
    if (type !== 'ok' && type !== 'invoke' && type !== 'fail' && type !== 'info')
      throw badRecord(
        this.#path,
        line,
        type === undefined ? 'the record has no type' : `the type ${show(type)} is unknown`,
        'Types are invoke, ok, fail and info.',
      )
    this.#ops.push(this.#op(record, type, line))
    this.#lines.push(line)
  }

  /** The ops, checked. Throws MurphyError `usage` with the line of the first impossible op. */
  finish(): Op[] {
    if (!this.#sorted) this.#sort()
    const open = new Map<number, Op>()
    for (let i = 0; i < this.#ops.length; i++) {
      const op = this.#ops[i] as Op
      if (op.process === 'nemesis') {
        if (op.value === untold) this.#ops[i] = { ...op, value: null }
      } else if (op.type === 'invoke') {
        const before = open.get(op.process)
        if (before !== undefined)
          throw this.#bad(
            i,
            `process ${op.process} invokes ${op.f} while its ${before.f} (index ${before.index}) is still open`,
          )
        const known = op.value === untold ? { ...op, value: null } : op
        this.#ops[i] = known
        open.set(op.process, known)
      } else this.#complete(i, op, open)
    }
    return this.#ops
  }

  #complete(i: number, op: Op, open: Map<number, Op>): void {
    const invoked = open.get(op.process as number)
    if (invoked === undefined)
      throw this.#bad(i, `process ${op.process} has an ${op.type} of ${op.f} that it never invoked`)
    if (invoked.f !== op.f)
      throw this.#bad(
        i,
        `process ${op.process} invoked ${invoked.f} (index ${invoked.index}), but this ${op.type} is of ${op.f}`,
      )
    open.delete(op.process as number)
    if (op.value === untold) this.#ops[i] = { ...op, value: invoked.value }
  }

  #bad(i: number, what: string): MurphyError {
    return badRecord(this.#path, this.#lines[i] ?? 0, what)
  }

  #op(record: RawRecord, type: OpType, line: number): Op {
    const { key, node, value } = record
    const op: Mutable<Op> = {
      index: this.#index(record.index, line),
      time: this.#time(record.time, line),
      process: this.#process(record.process, line),
      type,
      f: this.#f(record.f, value, line),
      value: value === undefined ? untold : (value as Json),
    }
    const error = toError(record)
    if (key !== undefined) op.key = key as Json
    if (error !== undefined) op.error = error
    if (typeof node === 'string') op.node = node
    return op
  }

  #index(index: unknown, line: number): number {
    const last = this.#ops[this.#ops.length - 1]?.index ?? -1
    if (last < 0) this.#indexed = index !== undefined && index !== null
    if (!this.#indexed && (index === undefined || index === null)) return last + 1
    if (!Number.isSafeInteger(index))
      throw badRecord(
        this.#path,
        line,
        index === undefined
          ? 'the record has no index, though others do'
          : `the index ${show(index)} is not an integer`,
      )
    if ((index as number) <= last) this.#sorted = false
    return index as number
  }

  #time(time: unknown, line: number): number {
    if (typeof time === 'number') return time
    if (time === undefined || time === null) return 0
    throw badRecord(this.#path, line, `the time ${show(time)} is not a number of nanoseconds`)
  }

  /** Whoever is not a numbered client is the nemesis. One client is meant where no process is named. */
  #process(process: unknown, line: number): Process {
    if (process === undefined || process === null) return 0
    if (typeof process === 'number' && Number.isSafeInteger(process) && process >= 0) return process
    if (typeof process === 'string') return /^\d+$/.test(process) ? Number(process) : 'nemesis'
    throw badRecord(this.#path, line, `the process ${show(process)} is neither a number from 0 nor a name`)
  }

  #f(f: unknown, value: unknown, line: number): string {
    if (typeof f === 'string') return f
    if (f === undefined && Array.isArray(value)) return 'txn' // Elle's examples leave it out
    throw badRecord(this.#path, line, f === undefined ? 'the record has no f' : `the f ${show(f)} is not a name`)
  }

  #sort(): void {
    const order = this.#ops.map((_, i) => i)
    const at = (i: number) => (this.#ops[i] as Op).index
    order.sort((a, b) => at(a) - at(b))
    for (let i = 1; i < order.length; i++)
      if (at(order[i] as number) === at(order[i - 1] as number))
        throw this.#bad(order[i] as number, `the index ${at(order[i] as number)} is there twice`)
    const ops = order.map((i) => this.#ops[i] as Op)
    const lines = order.map((i) => this.#lines[i] as number)
    for (let i = 0; i < order.length; i++) {
      this.#ops[i] = ops[i] as Op
      this.#lines[i] = lines[i] as number
    }
  }
}

/** Errors come as a keyword, a vector that starts with one, a sentence, ours, or an exception turned into data. */
function toError(record: RawRecord): OpError | undefined {
  const error = record.error ?? firstCause(record.exception)
  if (error === undefined || error === null) return undefined
  if (typeof error === 'string')
    return /\s/.test(error) ? { kind: 'error', message: error } : { kind: error, message: error }
  if (Array.isArray(error) && typeof error[0] === 'string')
    return {
      kind: error[0],
      message:
        error
          .slice(1)
          .filter((part) => part !== null)
          .map(show)
          .join(' ') || error[0],
    }
  const { kind, message } = error as { kind?: unknown; message?: unknown }
  if (typeof kind === 'string' && typeof message === 'string') return { kind, message }
  return { kind: 'error', message: show(error) }
}

function firstCause(exception: unknown): unknown {
  const via = (exception as { via?: unknown } | null | undefined)?.via
  const cause = Array.isArray(via) ? (via[0] as { type?: unknown; message?: unknown } | undefined) : undefined
  return cause === undefined ? exception : { kind: String(cause.type), message: String(cause.message ?? cause.type) }
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
