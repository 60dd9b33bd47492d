import type { Options } from '../../op/option.ts'
import type { Connection } from './connection.ts'

/** For how many replicas a write waits after the master has performed it, and for how long at most. */
export interface Waiting {
  readonly replicas: number
  readonly ms: number
}

export const waitingOf = (options: Options): Waiting => ({
  replicas: Number(options.wait),
  ms: Number(options['wait-timeout']),
})

/**
 * The master has the write and too few replicas say that they do. It is not undone: to the client that is no
 * acknowledgement, and no refusal either.
 */
export class NotReplicated extends Error {
  override name = 'NotReplicated'
}

/** WAIT: the replicas that have all that was written over this connection. Whatever goes wrong here, the write is done. */
export async function confirm(connection: Connection, { replicas, ms }: Waiting): Promise<void> {
  if (replicas === 0) return
  let have: number
  try {
    have = Number(await connection.send('WAIT', String(replicas), String(ms)))
  } catch (cause) {
    throw new NotReplicated(`written, and then: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  if (have < replicas) throw new NotReplicated(`${have} of ${replicas} replicas had the write after ${ms} ms`)
}
