import type { Preloaded } from '../preload.ts'

/** How a clock runs, held against the true time at the moment when this comes into force. `{}` is the true time. */
export interface Skew {
  /** ms by which it is ahead (negative: behind) to begin with. */
  readonly jumpMs?: number
  /** Seconds that it goes on in a second: 1.1 is a tenth too fast, 0 stands still. Default 1. */
  readonly rate?: number
  /** It jumps to and fro by `ms`, each `everyMs`. */
  readonly strobe?: { readonly ms: number; readonly everyMs: number }
}

/**
 * Whom a program asks for the time of day: `libc`; or, as Go programs do, the `vdso`, the code that the kernel itself
 * lends to each process (vdso(7)).
 */
export type TimeSource = 'libc' | 'vdso'

/** A node's wall clock. Nobody else's time changes, least of all the machine's own. */
export interface Clock {
  readonly mechanism: string
  /** From now on the database's clock runs like this, also after it is started again. */
  set(skew: Skew): Promise<void>
}

/** A clock as a node starts its database with it. */
export interface NodeClock extends Clock, Preloaded {
  /** The database has just been started. Absent: what it was started with is enough. */
  started?(): Promise<void>
}
