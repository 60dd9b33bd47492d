import type { Json } from '../op/op.ts'

/**
 * The data types that targets offer and workloads speak. A target implements those that it really has; a workload
 * never sees a driver. Every method rejects with the driver's own error, which the target's `classify` sorts.
 */
export interface DataTypes {
  readonly register: Register
  readonly set: GrowSet
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
