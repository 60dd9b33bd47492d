/**
 * Where nodes live. A node is a machine (a container, a folder of local processes); the database is a program that is
 * started, killed and paused on it. One file or folder per backend implements this; nothing above knows which.
 */

import type { Clock } from './clock/skew.ts'
import type { Disk } from './disk.ts'
import type { FileLayer, LayerCapability } from './files/layer.ts'
import type { Limits } from './limits.ts'
import type { LinkEffect, Shape } from './shape.ts'

export type BackendName = 'process' | 'docker' | 'in-process' | 'existing'

/** What a backend can do; a fault names what it needs, and a run that needs more is refused before it starts. */
export type BackendCapability =
  | 'exec'
  | 'kill'
  | 'pause'
  | 'partition'
  /** Links between nodes are in its hands, too, and not only those to clients. */
  | 'node-links'
  /** They can be cut, whatever else can be done to them. */
  | 'node-cuts'
  /** Each node has a wall clock of its own, for programs that ask libc for the time … */
  | 'clock'
  /** … and for those that call the kernel's vDSO themselves. */
  | 'vdso-clock'
  | 'shared-files'
  | 'cpu-limit'
  | 'memory-limit'
  | 'disk-full'
  | LayerCapability
  | LinkCapability

/** What can be done to links beyond cutting them: the effects of a `Shape`, and resets of open connections. */
export type LinkCapability = LinkEffect | 'reset'

export interface Backend {
  readonly name: BackendName
  readonly about: string
  /** All that it can have; what of it this machine has, and how, `mechanisms` says. */
  readonly capabilities: readonly BackendCapability[]
  /** Why it can never have a capability that others have: one sentence, for refusals. */
  readonly lacks?: { readonly [C in BackendCapability]?: string }
  /** How it has its capabilities on this machine, tried for real; one that is absent needs no explanation. */
  mechanisms?(log: (line: string) => void): Promise<Mechanisms>
  /**
   * What this machine lacks for a target's image, in one sentence with what to do, although the backend works; undefined:
   * the image is there, or can be made here. Asks no registry. For `murphy doctor`.
   */
  imageLacks?(image: string): Promise<string | undefined>
  /** Whether it works on this machine, and what to install if not; for `murphy doctor` and before every run. */
  probe(): Promise<BackendProbe>
  /** Brings the machines up (no database yet). Everything made is labelled with the run. */
  up(spec: ClusterSpec): Promise<Cluster>
  /**
   * Removes what crashed controllers left behind. Touches nothing of a run whose controller is alive, unless it is named.
   * `log` is told of what is not Murphy's own before it is touched.
   */
  clean(options: { runId?: string; log?: (line: string) => void }): Promise<CleanedThing[]>
}

export interface BackendProbe {
  readonly works: boolean
  /** One sentence: the version found, or what is missing. */
  readonly detail: string
  /** What to do next, where it does not work. */
  readonly hint?: string
}

export type Mechanisms = { readonly [C in BackendCapability]?: Mechanism }

/** What does it, for doctor and the run's record; or what this machine lacks, in one sentence. */
export type Mechanism = { readonly by: string } | { readonly lacks: string }

/** For example `{ kind: 'container', name: 'murphy-ab12-n1', runId: 'ab12' }`. */
export interface CleanedThing {
  readonly kind: 'process' | 'folder' | 'container' | 'network' | 'rule' | 'control group' | 'schema' | 'command'
  readonly name: string
  readonly runId: string
}

export interface ClusterSpec {
  readonly runId: string
  /** Node names, `n1 n2 n3`. */
  readonly nodes: readonly string[]
  /** The port on which every node's database serves clients and peers, as the node itself sees it. */
  readonly port: number
  /** Ports of other programs on every node that the controller speaks to (a failover manager's). */
  readonly services?: readonly number[]
  /** Folder name in `docker/`, for backends with images; its container user runs the database. */
  readonly image?: string
  /** Where the servers of these nodes are that run already, for the backend that brings nothing up. */
  readonly servers?: readonly Address[]
  /** What the run's faults need: it is there before the run begins, or the cluster does not come up. */
  readonly needs?: readonly BackendCapability[]
  /** Progress for humans: "building image postgres". */
  readonly log: (line: string) => void
}

export interface Cluster {
  readonly backend: BackendName
  readonly nodes: readonly Node[]
  readonly network: Network
  /** Versions and digests of what the nodes run on, for test.json (`{ image: 'murphy/postgres', digest: 'sha256:…' }`). */
  readonly provenance: { readonly [name: string]: string }
  node(name: string): Node
  /** Where `from` (a node's name, or 'client' for the controller) reaches `to`'s database. */
  address(to: string, from: string): Address
  /**
   * Where the controller reaches another program on a node than its database, on one of the spec's `services`. Present
   * where nodes have ports of their own.
   */
  service?(node: string, port: number): Address
  /**
   * Where the nodes find a program, or a folder of programs, of the controller's machine. It may be a copy: the database's
   * user cannot always look into the controller's folders. Present where the backend has `shared-files`.
   */
  reachable?(path: string): Promise<string>
  /** Copies each node's logs into `folder`/<node>/. Works on stopped nodes. */
  collectLogs(folder: string): Promise<void>
  /** Removes every trace of the cluster. Idempotent; never leaves half. */
  down(): Promise<void>
}

export interface Address {
  readonly host: string
  readonly port: number
}

export interface Node {
  readonly name: string
  /** A folder of the database's own on this node, owned by the database's user; empty after `up`. */
  readonly dataDir: string
  /** The port and interface that the database should listen on, as seen on the node. */
  readonly listen: Address
  /** Runs a command as the database's user and waits. Rejects only when it cannot be run at all or times out. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>
  writeFile(path: string, content: string): Promise<void>
  readFile(path: string): Promise<string>
  /** Starts the database as a background program of the database's user; stdout and stderr go to the node's log. */
  start(argv: readonly string[], options?: { env?: Readonly<Record<string, string>>; cwd?: string }): Promise<void>
  /** SIGKILL to every process of the database on this node, paused or not, in one blow. */
  kill(): Promise<void>
  /** Sends a signal to the program that `start` started (a graceful stop). */
  signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGQUIT' | 'SIGHUP'): Promise<void>
  /** Stops every process of the database from running, as a long stop-the-world pause would. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** What the kernel says of the database's processes. */
  state(): Promise<NodeState>
  /** Its own wall clock; present where the run's faults need `clock` or `vdso-clock`. */
  readonly clock?: Clock | undefined
  /** Present where the run’s faults need `cpu-limit` or `memory-limit`. */
  readonly limits?: Limits | undefined
  /** Present where the run’s faults need `disk-full`. */
  readonly disk?: Disk | undefined
  /** Present where the run’s faults need what can be done to files. */
  readonly files?: FileLayer | undefined
  /** The end of the node's log. */
  logTail(lines: number): Promise<string>
}

export type NodeState = 'running' | 'paused' | 'stopped'

export interface ExecOptions {
  readonly input?: string
  readonly timeoutMs?: number
  readonly env?: Readonly<Record<string, string>>
}

export interface ExecResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A direction in which nothing passes: packets from `from` do not reach `to`. Either may be 'client'. */
export interface Cut {
  readonly from: string
  readonly to: string
}

/** How the packets of one direction fare. */
export interface Rule extends Cut {
  readonly shape: Shape
}

/**
 * The links between nodes, and between them and the client. What is done to them is done under a tag, so that faults
 * of several kinds hold at the same time and each heals only its own. Everything holds across restarts of nodes.
 */
export interface Network {
  /** How cuts are made here, for the run's record: 'link proxy', 'iptables in the network namespace'. */
  readonly mechanism: string
  /** Links between nodes are not in its hands: they can neither be struck nor tried. */
  readonly clientsOnly?: boolean
  /** How this is done here; undefined: it cannot be. */
  mechanismOf(capability: LinkCapability): string | undefined
  /** Makes exactly these cuts hold under the tag, from now on; an empty list heals. */
  cut(cuts: readonly Cut[], tag?: string): Promise<void>
  /** All cuts in force. */
  cuts(): readonly Cut[]
  /** Makes exactly these rules hold under the tag, from now on; an empty list heals. Rules on one link add up. */
  shape(rules: readonly Rule[], tag?: string): Promise<void>
  /** Resets (RST) every connection that is open now over these links, whoever opened it. Returns how many it saw. */
  reset(links: readonly Cut[]): Promise<number>
  /**
   * Whether data passes from `from` to `to` and back now, tried for real. `ping` is the target's own question ("does a
   * database answer at this address?") for backends on which a mere TCP connect proves nothing.
   */
  reaches(from: string, to: string, ping: Ping): Promise<boolean>
  /**
   * Whether what one node sends arrives at another, whatever becomes of answers; tried for real. Present where a
   * direction can be tried by itself. One question at a time. Rejects where it could not be tried.
   */
  arrives?(from: string, to: string): Promise<boolean>
  /** Sends packets of our own from `from` to `to` and back, and says how they fared. */
  measure(from: string, to: string, load: Load): Promise<Measured>
}

/** Packets to try a link with. */
export interface Load {
  readonly count: number
  readonly everyMs: number
  readonly bytes: number
}

/** How packets fared on their way there and back. */
export interface Measured {
  readonly sent: number
  readonly received: number
  /** Median of the round trips; undefined where nothing came back. */
  readonly medianMs: number | undefined
  /** Came more than once. */
  readonly duplicated: number
  /** Came after a later one. */
  readonly reordered: number
  /** Thrown away by the receiver's kernel for a wrong sum. */
  readonly damaged: number
}

/** Whether a database answers at an address within `timeoutMs`. Never rejects. */
export type Ping = (address: Address, timeoutMs: number) => Promise<boolean>
