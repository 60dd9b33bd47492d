/** What a node may be allowed to use. Present where the backend has `cpu-limit` or `memory-limit`. */
export interface Limits {
  /** How limits are made here, for the run's record. */
  readonly mechanism: string
  /** At most so many CPUs (0.05: five hundredths of one); undefined: as many as there are. */
  cpu(cpus: number | undefined): Promise<void>
  /** At most so many bytes of memory, and no swap; undefined: no limit. Absent where it cannot be had. */
  readonly memory?: (bytes: number | undefined) => Promise<void>
  /** What the kernel counts by itself. */
  usage(): Promise<Usage>
}

/** Counters of the node's control group since it was made. */
export interface Usage {
  /** In how many periods it was held back, and for how long in all, ms. */
  readonly throttledPeriods: number
  readonly throttledMs: number
  /** Processes that the kernel killed for lack of memory. */
  readonly oomKills: number
  /** Memory that cannot be taken back, bytes: of processes, and shared. */
  readonly resident: number
  /** The limit in force, bytes; infinite where there is none. */
  readonly memoryLimit: number
}

/** Files of a control group, version 1 (a folder for each controller) and 2; those that are not there are left out. */
export const usageFiles = [
  ...['cpu/cpu.stat', 'memory/memory.oom_control', 'memory/memory.stat', 'memory/memory.limit_in_bytes'],
  ...['cpu.stat', 'memory.events', 'memory.stat', 'memory.max'],
]

/**
 * Reads those files, each as lines of `name value`, or one value. Documentation/admin-guide/cgroup-v1/memory.rst and
 * cgroup-v2.rst of the kernel; scheduler/sched-bwc.rst.
 */
export function usageOf(files: ReadonlyMap<string, string>): Usage {
  const field = (file: string, name: string) => {
    const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(files.get(file) ?? '')?.[1]
    return value === undefined ? undefined : Number(value)
  }
  const cpu = (name: string) => field('cpu/cpu.stat', name) ?? field('cpu.stat', name) ?? 0
  const limit = (files.get('memory/memory.limit_in_bytes') ?? files.get('memory.max') ?? 'max').trim()
  const resident = (one: string, two: string) => field('memory/memory.stat', one) ?? field('memory.stat', two) ?? 0
  return {
    throttledPeriods: cpu('nr_throttled'),
    throttledMs: cpu('throttled_time') / 1e6 + cpu('throttled_usec') / 1e3,
    oomKills: field('memory/memory.oom_control', 'oom_kill') ?? field('memory.events', 'oom_kill') ?? 0,
    resident: resident('total_rss', 'anon') + resident('total_shmem', 'shmem'),
    memoryLimit: limit === 'max' ? Number.POSITIVE_INFINITY : Number(limit),
  }
}
