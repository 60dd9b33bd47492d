import type { Completion, Invocation } from '../op/op.ts'

/**
 * How a worker speaks to the database. A client belongs to one process at a time; after an indeterminate op it is
 * closed and a fresh one is opened for the next process.
 */
export interface Client {
  /** A connected copy bound to `node`, without side effects on the database. A throw makes the op `fail`. */
  open(node: string): Promise<Client>
  /** Once a node before the first op: creates tables and the like. May be retried. */
  setup(): Promise<void>
  /** Performs one op. Any throw counts as `info` (indeterminate). */
  invoke(op: Invocation): Promise<Completion>
  /** Once a node after the last op. */
  teardown(): Promise<void>
  /** Drops the connection, even when the server does not answer. Must not throw. */
  close(): Promise<void>
}
