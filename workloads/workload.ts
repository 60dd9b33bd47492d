import type { CheckerSpec } from '../src/checkers/checker.ts'
import type { Client } from '../src/client/client.ts'
import type { DataTypeName, DataTypes } from '../src/client/data-types.ts'
import type { Generator } from '../src/generator/generator.ts'
import type { Option, Options } from '../src/op/option.ts'
import type { Random } from '../src/op/random.ts'
import type { System } from '../src/targets/target.ts'

/** What clients do, which data type they need, and which checkers judge it: one file each. */
export interface Workload {
  readonly name: string
  /** What it proves, one line. */
  readonly about: string
  readonly dataType: DataTypeName
  /**
   * Options of its own, `--accounts 8`. An option that several workloads have is one object; no target has one of that
   * name.
   */
  readonly options?: readonly Option[]
  build(options: WorkloadOptions): BuiltWorkload
}

/** Where ops of a kind go: `any-node` is the one that the process belongs to. */
export type Place = 'primary' | 'any-node'

export interface WorkloadOptions {
  readonly random: Random
  readonly nodes: readonly string[]
  readonly concurrency: number
  readonly reads: Place
  readonly writes: Place
  readonly system: SystemFace
  /** Its own options, each with a value (the target's may be among them). */
  readonly options: Options
}

/** The part of a deployed system that a workload's client may use. */
export type SystemFace = Pick<System, 'connect' | 'classify' | 'primary' | 'consistency' | 'appends' | 'shells'>

export interface BuiltWorkload {
  readonly client: Client
  /** The ops of the main phase; the runner bounds it by time and rate. */
  readonly generator: Generator
  /** Ops after every fault is healed (final reads); absent: none. */
  readonly final?: Generator
  readonly checkers: readonly CheckerSpec[]
  /** Clients that are patient by themselves are not given up before, ms. */
  readonly leastTimeoutMs?: number
}

export type { DataTypes }
