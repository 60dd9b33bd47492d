import type { BackendCapability, Cluster } from '../src/cluster/cluster.ts'
import type { Generator } from '../src/generator/generator.ts'
import type { Completion, Invocation, Json, Nanos } from '../src/op/op.ts'
import type { Option, Options } from '../src/op/option.ts'
import type { Random } from '../src/op/random.ts'
import type { System, TargetCapability } from '../src/targets/target.ts'

/** Performs faults, one op at a time, as the process `nemesis`. */
export interface Nemesis {
  /** The fs that it answers to. */
  readonly fs: readonly string[]
  /** Once, when the clients have made their tables and no op was performed yet. */
  setup?(): Promise<void>
  invoke(op: Invocation): Promise<Completion>
  /** Undoes whatever is still in force; called on normal end, on error and on Ctrl-C. Idempotent. */
  heal(): Promise<void>
}

/** What a fault works with. */
export interface FaultContext {
  readonly cluster: Cluster
  readonly system: System
  /** Nodes that a fault keeps down, with its name: nobody else starts them. */
  readonly down: Map<string, string>
}

/** One fault family: a file in `nemesis/`, found by the CLI, the docs and `doctor` through the registry. */
export interface Fault {
  readonly name: string
  readonly about: string
  /** What it is called in the verdict's sentence: `killed servers`. */
  readonly inWords: string
  readonly needs: readonly (BackendCapability | TargetCapability)[]
  /** The fewest nodes among which it means anything; default 1. */
  readonly leastNodes?: number
  /** The specs that its start op takes (`one`, `majority` …), for `murphy list`. */
  readonly specs: readonly string[]
  /** The fs that its nemesis answers to. */
  readonly fs: readonly string[]
  /** What it does cannot be undone: a node that it strikes may never serve again. */
  readonly lasting?: boolean
  nemesis(context: FaultContext): Nemesis
  /** The ops that start and stop it once; `value` of the start op is drawn from `specs`. */
  start(random: Random): { f: string; value: Json }
  stop(): { f: string; value: Json }
  /** The same for these nodes only, where it strikes each node by itself: so that outages may overlap. */
  on?(nodes: readonly string[]): { start: { f: string; value: Json }; stop: { f: string; value: Json } }
  /** All ops that undo what it may have done; default: `stop`. */
  heals?(): readonly { f: string; value: Json }[]
}

/** A composed schedule as data with its reason: which ops when, and how it ends. */
export interface Schedule {
  readonly name: string
  readonly about: string
  /** The faults whose nemeses perform it, beside those that the user chose. */
  readonly faults: readonly string[]
  /** Fault families of its own that must be observed for the run to prove anything. */
  readonly expects?: readonly string[]
  /** Options of its own, `--uptime 99.9%`. */
  readonly options?: readonly Option[]
  /** How long the load lasts if nobody says, in ns. */
  timeLimit?(options: Options): Nanos
  /** Whether the target's failover manager acts by itself (default), or only when a step asks it to. */
  readonly failover?: 'by-itself' | 'by-step'
  /** The nemesis' ops over a run of `timeLimit` ns; the final ones heal. Both are already for the nemesis thread only. */
  generator(options: ScheduleOptions): { during: Generator; final: Generator }
}

export interface ScheduleOptions {
  readonly timeLimit: Nanos
  readonly random: Random
  /** Nodes' names. */
  readonly nodes?: readonly string[]
  /** Its own options, resolved. */
  readonly options?: Options
  /** What the user chose with `--faults`; for schedules that bring none of their own. */
  readonly faults?: readonly Fault[]
  /** Mean time between two ops of one fault. */
  readonly interval?: Nanos
}
