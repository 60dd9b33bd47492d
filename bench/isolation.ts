import { checkIsolation } from '../src/checkers/isolation/check.ts'
import { type HistoryShape, isolationHistory } from './isolation-histories.ts'

export interface IsolationRow {
  readonly what: string
  readonly verdict: string
  /** Wall-clock and processor time of the check alone, the history being in memory. */
  readonly ms: number
  readonly cpuMs: number
  /** What the check added to the process' resident memory, and the peak of the whole process. */
  readonly addedMb: number
  readonly peakMb: number
}

/** The cold start first, then larger and larger ones; with `long` a million transactions (needs 1.5 GB). */
export function isolation({ long }: { readonly long: boolean }): IsolationRow[] {
  const shapes: [HistoryShape['workload'], HistoryShape['database'], number][] = [
    ['list-append', 'serializable', 1000],
    ['list-append', 'serializable', 100_000],
    ['rw-register', 'serializable', 100_000],
    ['list-append', 'buggy', 100_000],
  ]
  if (long) shapes.push(['list-append', 'serializable', 1_000_000], ['rw-register', 'serializable', 1_000_000])
  return shapes.map(([workload, database, transactions]) => isolationRow({ workload, database, transactions, seed: 1 }))
}

/** One check of a generated history, strict-serializable expected (real time is looked at). */
export function isolationRow(shape: HistoryShape): IsolationRow {
  const history = isolationHistory(shape)
  const before = process.memoryUsage().rss
  const cpu = process.cpuUsage()
  const start = performance.now()
  const { verdict } = checkIsolation(history, { workload: shape.workload, expect: 'strict-serializable' })
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return {
    what: `${shape.workload} ${shape.database}, ${shape.transactions.toLocaleString('en-US')} transactions`,
    verdict,
    ms: Math.round(ms),
    cpuMs: Math.round((user + system) / 1000),
    addedMb: Math.round((process.memoryUsage().rss - before) / 2 ** 20),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}
