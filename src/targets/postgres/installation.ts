import type { Address, Node } from '../../cluster/cluster.ts'

/** PostgreSQL's programs and data folders on a cluster's nodes. */
export interface Installation {
  /** The server program, as the nodes reach it. */
  readonly postgres: string
  /** Fills the empty data folders of all nodes with identical copies of one that was never started. */
  initialize(): Promise<void>
  /**
   * Makes the data folder of a stopped node that cannot follow the leader one that can. What only this node had is
   * gone. Its configuration is the leader's afterwards. A failure may leave a folder that cannot be used.
   */
  resync(node: Node, leader: Leader): Promise<string>
}

export interface Leader {
  readonly node: Node
  /** Where the node to be resynced reaches it. */
  readonly address: Address
  /** Where the controller reaches it. */
  readonly fromClient: Address
}
