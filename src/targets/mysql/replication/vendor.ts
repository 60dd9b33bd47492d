import type { Address, Node } from '../../../cluster/cluster.ts'
import type { Json } from '../../../op/op.ts'
import type { Part } from '../../common/replication/database.ts'

/** What MySQL and MariaDB do differently to replicate by GTID. */
export interface Vendor {
  /** For sentences: `MySQL`. */
  readonly title: string
  /** Writes the configuration of a stopped node. */
  configure(node: Node, part: Part): Promise<void>
  /** The program and its arguments that run a configured node's server. */
  command(node: Node): readonly string[]
  /** Empties a stopped node, and gives it the data that the image was built with. */
  install(node: Node): Promise<void>
  /** One look at a server. */
  look(ask: Ask): Promise<Look>
  readonly statements: {
    /** Follow this server from now on, whatever was before; what was received and not applied may be dropped. */
    follow(leader: Address): readonly string[]
    /** Go on following the server that was followed. */
    readonly resume: readonly string[]
    /** Apply what was received, and receive no more. */
    readonly applyOnly: readonly string[]
    /** Follow nobody and take writes, waiting for standbys as the setting says. */
    readonly lead: readonly string[]
    /** Take no more writes; resolves when no commit is under way. */
    readonly retire: readonly string[]
  }
  /** A server that is shut down waits for the standbys that are connected to it, though they have all that it had. */
  readonly lingers?: true
  /** See `Replicated.resync`. The node's server is down, and is down again afterwards. */
  resync(node: Node, leader: Address): Promise<string>
}

/** The first row of the answer. */
export type Ask = (text: string) => Promise<Readonly<Record<string, string | number | null>>>

/** What one server says of itself. */
export interface Look {
  /** By which its own transactions are known. */
  readonly id: string
  readonly readOnly: boolean
  /** What it has applied, and what it has on its disk, applied or not. */
  readonly applied: Progress
  readonly received: Progress
  /** Of a standby: whom it follows, and whether it is connected there and applies what comes. */
  readonly following?: { readonly leader: Address; readonly works: boolean }
  /** Its wall clock, ms since 1970. */
  readonly clock: number
}

export interface Progress {
  /** See `Position.progress`. */
  readonly count: readonly bigint[]
  readonly shown: Json
  /** Whether all that the other has is in this one; what comes from server `but` does not matter. */
  holds(other: Progress, but?: string): boolean
}
