import type { CycleBudget } from './cycles.ts'
import type { Shells } from './shell-words.ts'
import type { Workload } from './txns.ts'

/** What is promised, and how much a history may be taken to say. */
export interface IsolationOptions {
  readonly workload: Workload
  /** The models that the database promises, by any name of the lattice. Default: strict-serializable. */
  readonly expect?: string | readonly string[]
  /** Anomalies that must not be there beside what the models forbid. */
  readonly anomalies?: readonly string[]
  /** rw-register: each key by itself is sequentially consistent, so a process' order gives versions an order. */
  readonly sequentialKeys?: boolean
  /** rw-register: each key by itself is linearizable, so real time gives versions an order. */
  readonly linearizableKeys?: boolean
  /** rw-register: a transaction that reads a key and then writes it wrote the later version. */
  readonly wfrKeys?: boolean
  /**
   * rw-register: `evidence` (default): a read of an indeterminate write proves that it committed; `ignored`: Elle's
   * way, indeterminate writes have no dependencies.
   */
  readonly infoWrites?: 'evidence' | 'ignored'
  /**
   * list-append: `read-then-write`: clients read a list and write it whole, so that one of two appends at the same time
   * may replace the other, which is a lost update. Default: `atomic`.
   */
  readonly appends?: 'atomic' | 'read-then-write'
  /** In whose SQL the smallest case is told, for people's own shells. Default: `postgresql`. */
  readonly shells?: Shells
  /** Work, in edges looked at; not time. */
  readonly budget?: Partial<CycleBudget>
  /** The most findings of each type that are returned; all are counted. Default 8. */
  readonly limit?: number
}
