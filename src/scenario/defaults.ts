import type { Place } from '../../workloads/workload.ts'
import type { Setting } from '../targets/target.ts'

/** What a scenario says where its author left it open; the command line shows these in its help. */
export const defaults = {
  workload: 'register',
  schedule: 'interval',
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

/** Where clients send reads and writes unless told otherwise. */
export function usualPlace({ multiPrimary }: Setting): Place {
  return multiPrimary ? 'any-node' : 'primary'
}
