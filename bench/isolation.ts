import { checkIsolation } from '../src/checkers/isolation/check.ts'
import { type HistoryShape, isolationHistory, tangledHistory } from './isolation-histories.ts'
import { measureApart } from './measure.ts'
import { goal, type Mark, type Row, round, standing } from './row.ts'

/** A row with what Elle takes, as measured once beside it: a warm JVM, reading excluded; without a figure where none is known. */
export interface IsolationRow extends Row {
  readonly elle: string
  /** CPU time, ms; of a cold start and of the buggy history only the wall-clock time (the least) is known. */
  readonly elleMs?: number
}

const cold: Mark = { least: { ms: 150 }, aim: { ms: 50 } }
const hundredThousand: Mark = { least: { ms: 1000, mb: 400 }, aim: { ms: 300, mb: 150 } }
const million: Mark = { least: { ms: 8000, mb: 3000 }, aim: { ms: 3000, mb: 1200 } }

/** The cold start first, then larger and larger ones. */
export function isolationRows({ long }: { readonly long: boolean }): IsolationRow[] {
  const row = (
    workload: HistoryShape['workload'],
    database: HistoryShape['database'],
    transactions: number,
    rest: Omit<IsolationRow, 'name' | 'make' | 'rounds'>,
  ): IsolationRow => ({
    name: `${workload} ${database}, ${transactions.toLocaleString('en-US')} transactions${rest.cold ? ', cold' : ''}`,
    make: (seed) => {
      const history = isolationHistory({ workload, database, transactions, seed })
      return () => checkIsolation(history, { workload, expect: 'strict-serializable' })
    },
    rounds: transactions < 1_000_000 || long ? 5 : 3,
    ...rest,
  })
  const start = { cold: true, mark: cold, elle: '0.6–1.7 s', elleMs: 600 } as const
  return [
    row('list-append', 'serializable', 1000, start),
    row('rw-register', 'serializable', 1000, start),
    row('list-append', 'serializable', 100_000, { mark: hundredThousand, elle: '3.7–7.0 s, 1–2.5 GB', elleMs: 5570 }),
    row('rw-register', 'serializable', 100_000, { elle: '8.2–15 s, 1–2.5 GB', elleMs: 5540 }),
    row('list-append', 'buggy', 100_000, {
      mark: { least: { ms: 3000 }, aim: { ms: 1000 } },
      elle: '102 s, times out',
      elleMs: 102_000,
    }),
    row('rw-register', 'buggy', 100_000, { elle: '' }),
    ...(['serializable', 'strict-serializable'] as const).map((expect) => ({
      name: `one component of 10,000 transactions, ${expect}`,
      make: () => {
        const history = tangledHistory()
        return () => checkIsolation(history, { workload: 'list-append', expect })
      },
      rounds: 5,
      mark: { least: { ms: 2000 }, aim: { ms: 2000 } },
      elle: '',
    })),
    row('list-append', 'serializable', 1_000_000, { mark: million, elle: '40–69 s, 8–12 GB heap', elleMs: 64_820 }),
    row('rw-register', 'serializable', 1_000_000, { mark: million, elle: '31–43 s, 8–12 GB heap', elleMs: 69_820 }),
  ]
}

/** Prints the isolation checker's figures beside Elle's. The memory is that of the whole process, as Elle's is. */
export function reportIsolation(options: { readonly long: boolean }): void {
  console.log('The isolation checker, strict-serializable (the check without reading, medians; a process a row)')
  const table = isolationRows(options).map((row) => {
    const { verdicts, cpuMs, wallMs, addedMb, peakMb } = measureApart('isolation', row)
    const { elle, elleMs, mark } = row
    const columns = {
      verdicts,
      'CPU ms': round(cpuMs),
      ms: round(wallMs),
      'added MB': round(addedMb),
      'peak MB': round(peakMb),
      'Elle, warm': elle,
      'times faster': elleMs === undefined ? '' : round(elleMs / cpuMs),
      'at least': mark ? goal(mark.least) : '',
      aim: mark ? goal(mark.aim) : '',
      mark: standing(mark, { ms: cpuMs, mb: peakMb, times: undefined }),
    }
    return [row.name, columns]
  })
  console.table(Object.fromEntries(table))
}
