import type { Json } from '../op/op.ts'

/**
 * The data types that targets offer and workloads speak. A target implements those that it really has; a workload
 * never sees a driver. Every method rejects with the driver's own error, which the target's `classify` sorts.
 */
export interface DataTypes {
  readonly register: Register
  readonly set: GrowSet
  readonly transactions: Transactions
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
