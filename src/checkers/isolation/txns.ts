import { MurphyError } from '../../op/failure.ts'
import type { Json, Op } from '../../op/op.ts'
import { bytes, ints } from './columns.ts'
import { Interner } from './intern.ts'

/** A micro-operation of a transaction: `['r', key, value]`, `['append', key, value]` or `['w', key, value]`. */
export type Mop = readonly [f: string, key: Json, value: Json]

export type Workload = 'list-append' | 'rw-register'

export const OK = 0
export const INFO = 1
export const FAIL = 2

/**
 * The transactions of a history as a table of columns, in the order of their invocations; one that was never answered
 * counts as INFO (it may have happened). Micro-operations are numbered through; lists are those of the ops, not copies.
 */
export interface Txns {
  readonly workload: Workload
  readonly ops: readonly Op[]
  readonly count: number
  /** Position in `ops` of the invocation, and of the completion (or -1). */
  readonly invoke: Int32Array
  readonly complete: Int32Array
  readonly type: Uint8Array
  /** A transaction's micro-operations are `firstMop[t]` to `firstMop[t + 1] - 1`. */
  readonly firstMop: Int32Array
  /** By micro-operation: its transaction. */
  readonly txnOf: Int32Array
  /** By micro-operation: 1 for a write or append, 0 for a read. */
  readonly isWrite: Uint8Array
  /** By micro-operation: the number of its key. */
  readonly key: Int32Array
  /** By micro-operation: what was written, or what a read returned (null: nothing, or not answered). */
  readonly value: readonly Json[]
  readonly keys: Interner
}

/**
 * Reads a history's client ops into columns. A completion without an invocation is a transaction that took no time.
 * Throws MurphyError `usage` where ops are not transactions.
 */
export function readTxns(ops: readonly Op[], workload: Workload): Txns {
  const paired = pairUp(ops)
  const { count } = paired
  const firstMop = ints(count + 1)
  for (let t = 0; t < count; t++) firstMop[t + 1] = firstMop[t]! + mopsOf(paired, t).length
  const keys = new Interner()
  const value = new Array<Json>(firstMop[count]!)
  const txns: Txns = {
    ...paired,
    workload,
    firstMop,
    txnOf: ints(firstMop[count]!),
    isWrite: bytes(firstMop[count]!),
    key: ints(firstMop[count]!),
    value,
    keys,
  }
  const write = workload === 'list-append' ? 'append' : 'w'
  for (let t = 0, next = 0; t < count; t++)
    for (const mop of mopsOf(txns, t)) {
      const f = checked(mop, txns, t)[0]
      if (f !== 'r' && f !== write) throw unknownMop(txns, t, f)
      txns.txnOf[next] = t
      txns.isWrite[next] = f === 'r' ? 0 : 1
      txns.key[next] = keys.id(mop[1])
      value[next++] = mop[2] ?? null
    }
  return txns
}

/** A transaction as it was answered, or as it was asked for if nothing came back. */
export function mopsOf(txns: Pick<Txns, 'ops' | 'invoke' | 'complete'>, t: number): readonly Mop[] {
  const end = txns.complete[t]!
  const value = end < 0 ? null : txns.ops[end]!.value
  return (value ?? txns.ops[txns.invoke[t]!]!.value ?? []) as unknown as readonly Mop[]
}

/** The op that stands for a transaction: its completion, or its invocation if there is none. */
export function opOf(txns: Pick<Txns, 'ops' | 'invoke' | 'complete'>, t: number): Op {
  const end = txns.complete[t]!
  return txns.ops[end < 0 ? txns.invoke[t]! : end]!
}

/** Is it a read that was answered? An ok transaction's were; of an indeterminate one only those that brought a value. */
export function isAnswered({ type, txnOf, isWrite, value }: Txns, mop: number): boolean {
  if (isWrite[mop] === 1) return false
  const outcome = type[txnOf[mop]!]
  return outcome === OK || (outcome === INFO && value[mop] !== null)
}

/** What is known of transactions before one looks into them. */
export type Paired = Pick<Txns, 'ops' | 'count' | 'invoke' | 'complete' | 'type'>

/** The client's ops as transactions, whatever their micro-operations are. */
export function pairUp(ops: readonly Op[]): Paired {
  const invoke = ints(ops.length)
  const complete = ints(ops.length, -1)
  const type = bytes(ops.length, INFO)
  const open = new Map<number, number>()
  let count = 0
  for (let at = 0; at < ops.length; at++) {
    const op = ops[at]!
    if (typeof op.process !== 'number') continue
    if (op.value !== null && !Array.isArray(op.value)) throw bad(op, 'is not a list of micro-operations')
    const t = op.type === 'invoke' ? count : (open.get(op.process) ?? count)
    if (t === count) invoke[count++] = at
    if (op.type === 'invoke') {
      open.set(op.process, t)
      continue
    }
    open.delete(op.process)
    complete[t] = at
    type[t] = op.type === 'ok' ? OK : op.type === 'fail' ? FAIL : INFO
  }
  const columns = {
    invoke: invoke.subarray(0, count),
    complete: complete.subarray(0, count),
    type: type.subarray(0, count),
  }
  return { ops, count, ...columns }
}

function checked(mop: Mop, txns: Txns, t: number): Mop {
  if (Array.isArray(mop) && mop.length > 1) return mop
  throw bad(opOf(txns, t), 'has a micro-operation that is not [f, key, value]')
}

function unknownMop(txns: Txns, t: number, f: string): MurphyError {
  return bad(opOf(txns, t), `has a micro-operation ${JSON.stringify(f)}, which is not one of ${txns.workload}`)
}

function bad(op: Op, what: string): MurphyError {
  return new MurphyError('usage', `Op ${op.index} (process ${op.process}, ${op.type} ${op.f}) ${what}.`, {
    hint: 'Transactions are [["r", key, value], ["append", key, value]] (list-append) or [["r", …], ["w", …]] (rw-register).',
  })
}
