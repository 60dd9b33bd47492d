import type { DataTypeName, DataTypes } from '../client/data-types.ts'
import type { ErrorClass } from '../client/errors.ts'
import type { TimeSource } from '../cluster/clock/skew.ts'
import type { Address, BackendCapability, BackendName, Cluster, Node } from '../cluster/cluster.ts'
import type { Sample } from '../history/samples.ts'
import type { Json } from '../op/op.ts'
import type { Option, Options } from '../op/option.ts'

/** A database under test with its replication settings. One folder each, all the same shape. */
export interface Target {
  readonly name: string
  readonly title: string
  readonly about: string
  /** The ways in which people run it, each with what the vendor promises for it; the first is the default. */
  readonly settings: readonly Setting[]
  /** Options of its own, `--isolation serializable`; unknown ones are refused by name. */
  readonly options: readonly Option[]
  /** Throws `usage` for options that contradict each other or the setting. Called before anything is started. */
  refuse?(chosen: Pick<Deployment, 'setting' | 'options'>): void
  readonly dataTypes: readonly DataTypeName[]
  /** Where it can run: the port it serves on, the image for backends that have images. */
  readonly backends: Partial<Record<BackendName, Place>>
  /** Faults of this target's own beyond those of its backend. */
  readonly capabilities: readonly TargetCapability[]
  /** Whom its programs ask for the time of day: how their clocks can be skewed. Default `libc`. */
  readonly time?: TimeSource
  /** What can never be done to it, whatever its backends can: why, in one sentence for refusals. */
  readonly lacks?: { readonly [C in BackendCapability | TargetCapability]?: string }
  /** Present where it can be pointed at servers that run already: exactly where `backends` has `existing`. */
  readonly existing?: OnExisting
  /** Installs and starts the database on a fresh cluster; resolves when every node serves. May be retried. */
  deploy(deployment: Deployment): Promise<System>
}

/** How a target is on one backend. */
export interface Place {
  readonly port: number
  /** Ports of other programs on each node that the target speaks to. */
  readonly services?: readonly number[]
  /** A folder of `docker/`; where the target has images of several versions, the options say which. */
  readonly image?: string | ((options: Options) => string)
  /** Where it has fewer there: those, and why it lacks the others. */
  readonly only?: Only
}

export interface Only {
  readonly capabilities: readonly TargetCapability[]
  readonly because: string
}

/**
 * `primaries`: knows who leads; `failover`: can be made to promote; `lag`: replication positions can be sampled; `stop`:
 * a server can be shut down in order; `libc-files`: its files are written by calls of libc, none by io_uring or libaio,
 * so that a library can stand in between; `commit-waits`: the waits of commits for other nodes can be ended; `switchover`, `membership`: the primary, the members can be changed in order; `clock-offset`: a server says what time it is.
 */
export type TargetCapability =
  | 'primaries'
  | 'failover'
  | 'lag'
  | 'stop'
  | 'switchover'
  | 'membership'
  | 'clock-offset'
  | 'libc-files'
  | 'commit-waits'

export interface Setting {
  readonly name: string
  /** For sentences: `asynchronous`; default: the name. */
  readonly title?: string
  readonly about: string
  /** The fewest nodes that it works with; default 1. */
  readonly leastNodes?: number
  /** Every node takes writes: clients then send all that they do to nodes of their own, unless told otherwise. */
  readonly multiPrimary?: true
  /** Where less can be done to it than to the target's other settings: what, and why the rest cannot. */
  readonly only?: Only
  readonly claims: readonly Claim[]
}

/** What a vendor's documentation promises. `holds` says in words under which faults. */
export interface Claim {
  readonly kind: 'durability' | 'consistency'
  /**
   * For durability `committed-writes-survive-failover` (all that anybody could read), `acknowledged-writes-survive-failover`
   * (readers may see what is gone later), or `none`; for consistency a model of the lattice.
   */
  readonly promise: string
  readonly text: string
  /** Section of the documentation, with version. */
  readonly source: string
  /** Options with the values under which it is promised; absent: under all. */
  readonly when?: Options
}

/** A server that runs already, as the user names it. */
export interface Server {
  readonly address: Address
  readonly user?: string
  readonly database?: string
  /** A function, so that nothing that prints or stores a server shows it. */
  readonly password?: () => string
  /** Of its URL, where that is the target's scheme for TLS. */
  readonly scheme?: string
  /** What its URL says behind the `?`: none but those that the target knows. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** The servers, and what the environment or the user's file says by a name (`PGPASSWORD`) where the servers say nothing. */
export interface Access {
  readonly servers: readonly Server[]
  readonly secret: (name: string) => string | undefined
}

/** What a target can do with servers that are not Murphy's, beside `deploy`, which keeps all that it makes in one space. */
export interface OnExisting {
  /** What `inspect` finds of others there, for sentences; default: `table`. */
  readonly holds?: string
  /** The scheme of a URL that demands TLS, `https`; default: no scheme means anything. */
  readonly tlsScheme?: string
  /** Parameters that the URL of a server may have. */
  readonly parameters?: readonly string[]
  /**
   * Looks, and writes nothing: tables there that are not Murphy's. Rejects with `usage` for servers that are not one
   * cluster or do not fit the setting, with `broken` where one cannot be reached.
   */
  inspect(access: Access, setting: string): Promise<readonly string[]>
  /** Removes the space of a run that could not do so. False: it was not there. */
  remove(access: Access, space: string): Promise<boolean>
}

export interface Deployment {
  readonly cluster: Cluster
  /** Present on servers that run already: nothing is installed, and all is made in `space` (a schema, a database). */
  readonly existing?: Access & { readonly space: string }
  readonly setting: string
  /** The target's own, and the workload's beside them. */
  readonly options: Options
  readonly seed: number
  readonly log: (line: string) => void
  /**
   * Puts a step that nobody asked for (a health check missed, a promotion) into the history as a nemesis info op.
   * Does nothing before the measured phase.
   */
  readonly record: (f: string, value: Json) => void
}

/** A deployed database. Optional members are capabilities: present only where real. */
export interface System {
  /** The version that the servers report. */
  readonly version: string
  /**
   * Connects a process to one node, for one data type. Rejects when the node does not answer in a few seconds. Sessions
   * with the same `owner` are one client's, for databases that promise something to a client across nodes.
   */
  connect<T extends DataTypeName>(type: T, node: string, owner?: object): Promise<DataTypes[T]>
  /**
   * The model of the lattice that transactions are to keep, as deployed; absent where the target offers none. Where its
   * isolation level is an option, this is what the level's documentation describes.
   */
  readonly consistency?: string
  /**
   * How transactions append to a list. `read-then-write`: the client reads it and writes it whole, so that where the
   * isolation level does not prevent it, one of two concurrent appends replaces the other. Default: `atomic`.
   */
  readonly appends?: 'atomic' | 'read-then-write'
  /** Whose SQL people speak in its shells, so that a report can say how to see a finding there. Absent: no SQL. */
  readonly shells?: 'postgresql' | 'mysql'
  /** What a session's error proves; see `client/errors.ts`. */
  classify(error: unknown): ErrorClass
  /**
   * Where writes go now: what an application's service discovery would say, right or wrong. Where every node takes them:
   * one that does, for set-up and last reads.
   */
  primary(): string
  /** One look at every node; quick, never rejects, says `down` where nothing answers. */
  sample(): Promise<Omit<Sample, 'time'>[]>
  /** Does a database answer at this address? Speaks the wire protocol. Never rejects. */
  ping(address: Address, timeoutMs: number): Promise<boolean>
  /** Starts a killed node again in the role that it should have (rejoining it where another leads by now). */
  start(node: string): Promise<void>
  /** Shuts the database of a node down in order, as an operator would; resolves when it is down. */
  stop?(node: string): Promise<void>
  /**
   * Detects that the primary is gone, picks the best standby (or, for a test, the worst), promotes it, re-points the others. Resolves with the new
   * primary; each step is recorded. Rejects when no promotion is safe or possible.
   */
  failover?(options?: { readonly choose: 'best' | 'worst' }): Promise<string>
  /** Makes another node the primary in order, and the old one its standby. Resolves with the new one. */
  switchover?(): Promise<string>
  /** Takes a member that does not lead out of the cluster; `start` adds an empty one in its place. */
  remove?(node: string): Promise<void>
  /** Commits that wait for other nodes. */
  readonly commitWaits?: CommitWaits
  /** Whether its own operators keep a node down now, and will start it again. */
  keepsDown?(node: string): boolean
  /** Watches the primary and fails over by itself until the returned function is called. */
  watch?(): () => Promise<void>
  /** Ends connections and watchers of the harness' own; the cluster is taken down by its owner. */
  close(): Promise<void>
}

/** Commits on the primary that are done there, and wait until other nodes have them before they are acknowledged. */
export interface CommitWaits {
  /** Those of clients that wait now, by a name each. */
  list(): Promise<readonly string[]>
  /** Ends these waits, as an impatient operator does; the commits stay done. */
  cancel(waits: readonly string[]): Promise<void>
}

export type { Node }
