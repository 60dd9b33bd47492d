import type { Finding } from '../../findings/finding.ts'
import type { Result } from '../../findings/perform.ts'
import type { OnProgress } from '../scenario/progress.ts'
import { line } from './findings-text.ts'
import { erase, isPerson, type Screen, statusLine } from './progress.ts'

interface Options {
  readonly findings: readonly Finding[]
  readonly times: number
  /** A line that is written over and over while a run goes on; default: on a terminal that is not a CI's. */
  readonly live?: boolean
}

/** Shows findings as they are run: a line for each that has ended, and below them, where it can live, the run in hand. */
export function findingsTo(screen: Screen, { findings, times, live }: Options) {
  const lives = live ?? (screen.isTTY === true && isPerson(process.env))
  const widest = Math.max(...findings.map(({ name }) => name.length))
  const place = (finding: Finding) =>
    `${String(findings.indexOf(finding) + 1).padStart(String(findings.length).length)}/${findings.length}  `
  return {
    onRun: (finding: Finding, nth: number): OnProgress => {
      const head = `${place(finding)}${finding.name}${times > 1 ? `, ${nth} of ${times}` : ''}  `
      const show = (what: string) => {
        if (lives) screen.write(`${erase}${head}${what}`)
      }
      return (event) => {
        if (event.kind === 'phase') show(event.phase)
        if (event.kind === 'tick') show(statusLine(event.tick, (screen.columns ?? 100) - 1 - head.length))
      }
    },
    ended: (result: Result) => {
      screen.write(`${lives ? erase : ''}${place(result.finding)}${line(result, widest)}\n`)
    },
  }
}
