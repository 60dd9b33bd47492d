import type { ReadConcernLevel, TransactionOptions } from 'mongodb'

/** What a client demands of the server for its reads and writes; undefined is not sent: the server's own default. */
export interface Concerns {
  /** How many members have a write when it is acknowledged. */
  readonly write: 'majority' | number | undefined
  /** Of reads outside of transactions. */
  readonly read: ReadConcernLevel | undefined
  /** Of transactions, which know `local`, `majority` and `snapshot` only. */
  readonly transactionRead: 'local' | 'majority' | 'snapshot' | undefined
}

/**
 * The model of the lattice that transactions keep. With a commit at w: majority, `snapshot` reads "from a snapshot of
 * majority committed data", and `majority` data that "cannot be rolled back"; "if the transaction does not use write
 * concern majority for the commit", neither guarantees anything. `local` "can be rolled back" (MongoDB Manual 8.0,
 * Transactions: Read Concern, Write Concern).
 */
export function modelOf({ write, transactionRead }: Concerns): string {
  if (write !== 'majority') return 'read-uncommitted'
  if (transactionRead === 'snapshot') return 'snapshot-isolation'
  return transactionRead === 'majority' ? 'read-committed' : 'read-uncommitted'
}

/**
 * "Always use maxTimeMS with linearizable read concern in case a majority of data bearing members are unavailable"
 * (MongoDB Manual 8.0, Read Concern "linearizable"): the server would wait for ever.
 */
const linearizableMs = 5000

/** As the driver takes them, for reads outside of transactions. */
export function readOptions({ read }: Concerns): { maxTimeMS?: number } {
  return read === 'linearizable' ? { maxTimeMS: linearizableMs } : {}
}

/** As the driver takes them, for a transaction. */
export function transactionOptions({ write, transactionRead }: Concerns, wtimeoutMs: number): TransactionOptions {
  return {
    ...(transactionRead === undefined ? {} : { readConcern: { level: transactionRead } }),
    ...writeOptions(write, wtimeoutMs),
  }
}

/** `wtimeoutMs` 0: the server waits as long as it takes. */
export function writeOptions(write: Concerns['write'], wtimeoutMs: number) {
  return write === undefined
    ? {}
    : { writeConcern: { w: write, ...(wtimeoutMs > 0 ? { wtimeoutMS: wtimeoutMs } : {}) } }
}
