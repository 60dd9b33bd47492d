/** What a scenario says where its author left it open; the command line shows these in its help. */
export const defaults = {
  workload: 'register',
  schedule: 'interval',
  reads: 'primary',
  nodes: 3,
  concurrency: 10,
  rate: 500,
  timeLimit: 30,
  timeout: 'adaptive',
  recoverWithin: 0,
  watchdog: 'on',
  checkTime: 120,
  checkMemory: 2048,
  store: 'store',
} as const

/** Mean seconds between faults: Jepsen's 10 s in long runs, more often in short ones, so that each fault comes several times. */
export function defaultInterval(timeLimit: number): number {
  return Math.min(10, Math.max(1, Math.round(timeLimit / 8)))
}
