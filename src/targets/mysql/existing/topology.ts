import type { Sample } from '../../../history/samples.ts'
import type { Options } from '../../../op/option.ts'
import type { Monitor } from '../../sql/monitor.ts'
import type { System } from '../../target.ts'
import type { IsolationLevel } from '../isolation.ts'
import type { Rows } from './rows.ts'

/** What one vendor's servers have in common, however they are joined. */
export interface Family {
  /** For sentences: `MySQL`. */
  readonly title: string
  /** The target that is meant where `@@version` does not fit. */
  readonly fits: (version: string) => boolean
  readonly otherwise: string
  readonly classify: System['classify']
  /** One row, `leads`: whether the server takes writes, and follows nobody. */
  readonly leads: string
  /** What the user needs beside a database of its own, as statements. */
  readonly grants: string
}

/** A way in which servers are joined: how it is told that they are, and who leads. */
export interface Topology {
  readonly levels?: (options: Options) => readonly IsolationLevel[]
  /** Run before each look of the harness' own, so that looks wait for nothing. */
  readonly lookFirst?: readonly string[]
  /** What the options ask of each session. */
  sessionFirst(options: Options): readonly string[]
  /** Throws `usage` for servers that are not one cluster of this kind, or where the setting is not in force. */
  refuse(each: LookAtEach): Promise<void>
  leads(monitor: Monitor, node: string, ms: number): Promise<boolean>
  sample(monitor: Monitor, nodes: readonly string[]): Promise<Omit<Sample, 'time'>[]>
}

/** One look at every server; nothing is written. */
export type LookAtEach = <T>(look: (rows: Rows) => Promise<T>) => Promise<Visited<T>[]>

export interface Visited<T> {
  /** As users know it: host:port. */
  readonly server: string
  readonly seen: T
}
