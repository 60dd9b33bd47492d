import type { ClientSession, ClusterTime, Timestamp } from 'mongodb'

/**
 * The latest that a client has seen, carried from one of its sessions to the next: an application has one session for
 * the whole set, and Murphy's client one for each node (MongoDB Manual 8.0, Causal Consistency and Read and Write Concerns;
 * Driver Sessions specification, advanceOperationTime).
 */
export class CausalToken {
  #operationTime: Timestamp | undefined
  #clusterTime: ClusterTime | undefined

  /** Before an op. */
  tell(session: ClientSession): void {
    if (this.#clusterTime !== undefined) session.advanceClusterTime(this.#clusterTime)
    if (this.#operationTime !== undefined) session.advanceOperationTime(this.#operationTime)
  }

  /** After an op, however it went. */
  learn({ operationTime, clusterTime }: ClientSession): void {
    if (operationTime !== undefined && !this.#operationTime?.greaterThanOrEqual(operationTime))
      this.#operationTime = operationTime
    if (clusterTime !== undefined && !this.#clusterTime?.clusterTime.greaterThanOrEqual(clusterTime.clusterTime))
      this.#clusterTime = clusterTime
  }
}
