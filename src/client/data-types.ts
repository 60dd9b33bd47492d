import type { Json } from '../op/op.ts'

/**
 * The data types that targets offer and workloads speak. A target implements those that it really has; a workload
 * never sees a driver. Every method rejects with the driver's own error, which the target's `classify` sorts.
 */
export interface DataTypes {
  readonly register: Register
  readonly set: GrowSet
  readonly transactions: Transactions
  readonly amounts: Amounts
  readonly table: Table
  readonly inserts: Inserts
  readonly lock: Lock
  readonly watched: Watched
}

export type DataTypeName = keyof DataTypes

/** Every data type as it reaches one node: created once, used by one process, closed. */
interface Session {
  /** Creates what the type needs (tables …); idempotent. Called on the primary before the first op. */
  setup(): Promise<void>
  /** Drops the connection without waiting for the server. Never rejects. */
  close(): Promise<void>
}

/** Many registers, one a key; absent reads as null. */
export interface Register extends Session {
  read(key: Json): Promise<Json>
  write(key: Json, value: Json): Promise<void>
  /** Whether the register held `from` and now holds `to`. */
  cas(key: Json, from: Json, to: Json): Promise<boolean>
}

/** A set of integers that only grows. */
export interface GrowSet extends Session {
  add(element: number): Promise<void>
  read(): Promise<number[]>
}

/** A step of a transaction on lists: an append of an element, or a read, whose null is filled in with the list. */
export type ListMop = readonly ['append', key: number, element: number] | readonly ['r', key: number, Json]

/** A step of a transaction on registers: a write, or a read, whose null is filled in with the value (null if absent). */
export type RegisterMop = readonly ['w', key: number, value: number] | readonly ['r', key: number, Json]

/**
 * Transactions of a few steps, performed in their order, with the isolation that `System.consistency` names. Resolves
 * with the same steps, reads filled in, once it has committed. An error that is not definite leaves open whether it
 * did; a definite one means that all of it is undone.
 */
export interface Transactions extends Session {
  /** On many lists, one a key; an absent one reads as `[]`. */
  listAppend(mops: readonly ListMop[]): Promise<ListMop[]>
  /** On many registers, one a key. */
  rwRegister(mops: readonly RegisterMop[]): Promise<RegisterMop[]>
}

/** A number under a key: an account and its balance, an article and how many are left. */
export type Amount = readonly [key: number, amount: number]

/**
 * How a program changes what is stored: it reads, computes and writes the result (`select`, `update … set v = 7`), or
 * has the database compute (`update … set v = v + 1`).
 */
export type Way = 'read-then-write' | 'in-place'

/** Many amounts, changed by transactions with the isolation that `System.consistency` names. None falls below zero. */
export interface Amounts extends Session {
  /** Creates, all at once, those that are absent; leaves the others as they are. */
  fill(amounts: readonly Amount[]): Promise<void>
  /** All of them, in ascending order of keys, by one query. */
  read(): Promise<Amount[]>
  /**
   * One transaction that adds to each of these, in the order given. Resolves with what each is after that, or with null
   * where one is absent or would fall below zero: then nothing is changed.
   */
  add(changes: readonly Amount[], way: Way): Promise<Amount[] | null>
}

/** A row of a table; rows belong to groups, and are named within their group. */
export type Row = readonly [id: number, value: number]

/**
 * A step of a transaction on a table: a row is inserted; is given another value; or all rows of a group are read whose
 * value is at least `least`, in ascending order of ids, in place of the null.
 */
export type RowMop =
  | readonly ['insert', group: number, id: number, value: number]
  | readonly ['update', group: number, id: number, value: number]
  | readonly ['select', group: number, least: number, rows: readonly Row[] | null]

/** A table whose rows are found by predicate, as SQL and document stores have them. */
export interface Table extends Session {
  /**
   * One transaction, its steps in their order, as in `Transactions`. Resolves with null where a row to update is not
   * there: then nothing is changed.
   */
  transact(mops: readonly RowMop[]): Promise<RowMop[] | null>
}

/** Rows that hold an integer each, and nothing that makes them unique: what is inserted twice is there twice. */
export interface Inserts extends Session {
  /** `key`: a name of the request, under which the database inserts once, however often it is asked; null: no such. */
  insert(element: number, key: string | null): Promise<void>
  /** Of all rows. */
  read(): Promise<number[]>
}

/** A lock as its holder has it: until it is released, or its lease has run out, which nobody tells the holder. */
export interface Hold {
  readonly key: number
  /** The fencing token: greater than that of any hold of this lock before. */
  readonly token: number
  /** How long the database lets it have the lock, ms; may be more than was asked for. */
  readonly leaseMs: number
  /** What the database knows the hold by. */
  readonly id: string
}

/** Locks with leases, one a key, and beside each a number that it is there to protect: 0 at first. */
export interface Lock extends Session {
  /** Waits for the lock, `waitMs` at most. Null: others hold it, and this client is not waiting any more. */
  acquire(key: number, leaseMs: number, waitMs: number): Promise<Hold | null>
  /** The protected numbers, whoever holds the locks. */
  read(): Promise<Amount[]>
  /**
   * Replaces the number under the hold's key. `fenced`: the storage compares the hold's token, and refuses (false) one
   * whose hold is over; else it takes what it is given, as storage does that knows nothing of the lock.
   */
  write(hold: Hold, value: number, fenced: boolean): Promise<boolean>
  release(hold: Hold): Promise<void>
}

/** A value that a key was given. Every change of any key has a revision, greater than those of all changes before. */
export type Change = readonly [revision: number, value: number]

/** Keys whose changes the database tells to those who watch them. */
export interface Watched extends Session {
  /** Resolves with the revision of the change. */
  put(key: number, value: number): Promise<number>
  /**
   * The key's changes after a revision, as they come, until that of the revision `until` is there (0: none), for `ms` at
   * most. A watch that breaks resolves with what had come before; it rejects if that was nothing.
   */
  watch(key: number, after: number, how: { readonly ms: number; readonly until: number }): Promise<Change[]>
}
