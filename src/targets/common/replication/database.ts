import type { Ping } from '../../../cluster/cluster.ts'
import type { Json } from '../../../op/op.ts'

/**
 * What the failover manager asks of a database with one primary and standbys that follow it. Nodes go by name. All of it
 * rejects when a server does not answer in time.
 */
export interface Replicated {
  /** For sentences: `PostgreSQL`. */
  readonly title: string
  readonly ping: Ping
  /** How far a node is, and in which role. */
  position(node: string, ms: number): Promise<Position>
  /**
   * What the leader has now: all that clients could have read there. `holders`: the nodes that follow the leader and
   * have that on disk by now.
   */
  mark(leader: string): Promise<Mark>
  /** Whether the standby follows the leader, and not merely tries to, and has nothing that the leader never had. */
  follows(node: string, leader: string): Promise<boolean>
  /** Whether a standby has something that is not in its leader's past: it can never follow. */
  hasForked(node: string, leader: string): Promise<boolean>
  /** Makes a standby the primary; resolves when it takes writes. */
  promote(node: string): Promise<void>
  /** Tells a running standby whom to follow. */
  repoint(node: string, leader: string): Promise<void>
  /** Starts the server of a stopped node in its role, and resolves when it answers queries. */
  boot(node: string, part: Part, ms: number): Promise<void>
  /** Ends the server of a node as an operator does; resolves when it is down. */
  shutDown(node: string): Promise<void>
  /**
   * Makes the data of a stopped node what the leader's are: how, in a word. What only this node had is gone. A failure
   * may leave data that cannot be used.
   */
  resync(node: string, leader: string): Promise<string>
}

/** What a stopped node is to be: a primary, or a standby of `upstream` or of nobody. */
export interface Part {
  readonly standby: boolean
  readonly upstream?: string
}

export interface Position {
  readonly node: string
  readonly recovering: boolean
  /** Of two nodes the one with the greater is ahead; the first number that differs decides. */
  readonly progress: readonly bigint[]
  /** The same for people. */
  readonly shown: { readonly [name: string]: Json }
}

export interface Mark {
  holders(): Promise<readonly Holder[]>
}

export interface Holder {
  readonly node: string
  /** How far it is, for people. */
  readonly shown: { readonly [name: string]: Json }
}
