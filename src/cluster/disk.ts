/** The disk that holds a node's data. Present where the run's faults need `disk-full`. */
export interface Disk {
  /** How it is filled here, for the run's record. */
  readonly mechanism: string
  /** Variables under which another program sees it as the database does; absent: every program does. */
  readonly env?: Readonly<Record<string, string>>
  /** From now on it has no room but what it holds already. */
  fill(): Promise<void>
  /** As much room again as at first. */
  free(): Promise<void>
}
