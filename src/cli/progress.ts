import { count } from '../../reports/text.ts'
import type { ProgressEvent, Tick } from '../scenario/progress.ts'
import { duration, seconds } from './format.ts'

/** The part of stderr that progress needs. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

interface ProgressOptions {
  /** Only the seed and the folder. */
  readonly quiet: boolean
  /** A line that is written over and over; default: on a terminal that is not a CI's. */
  readonly live?: boolean
  readonly now?: () => number
}

/** Where lines only add up, one now and then says that the run goes on, ms. */
const plainEvery = 60_000

/**
 * Shows a run as it goes: one living line on a terminal, a few plain lines elsewhere (CI logs stay short). The seed
 * comes first, so that even a run that dies can be repeated.
 */
export function progressTo(screen: Screen, options: ProgressOptions): (event: ProgressEvent) => void {
  const { quiet, now = Date.now, live = screen.isTTY === true && !quiet && isPerson(process.env) } = options
  const started = now()
  let shown = ''
  let told = started

  const line = (text: string) => {
    screen.write(`${shown === '' ? '' : erase}${text}\n${shown}`)
  }
  return (event) => {
    switch (event.kind) {
      case 'started':
        line(`seed ${event.seed}  ${event.folder}`)
        return
      case 'phase': {
        if (shown !== '') screen.write(erase)
        shown = ''
        const detail = event.detail === undefined ? '' : `: ${event.detail}`
        if (!quiet) line(`${duration(now() - started).padStart(8)}  ${event.phase}${detail}`)
        return
      }
      case 'log':
        if (live) line(`          ${event.line}`)
        return
      case 'tick':
        if (live) {
          const before = shown === '' ? '' : erase
          shown = statusLine(event.tick, (screen.columns ?? 100) - 1)
          screen.write(before + shown)
        } else if (!quiet && now() - told >= plainEvery) {
          told = now()
          line(`          ${statusLine(event.tick, 200)}`)
        }
    }
  }
}

/** Back to the first column, and the line empty (ECMA-48: EL). */
export const erase = '\r\u001b[2K'

/** Nobody watches a CI's log as it grows, even where it pretends to be a terminal. */
export function isPerson({ CI, TERM }: NodeJS.ProcessEnv): boolean {
  return (CI === undefined || CI === '' || CI === 'false') && TERM !== 'dumb'
}

/** As much of a tick as fits into `width` columns; what matters least is left out first. */
export function statusLine(tick: Tick, width: number): string {
  const { elapsedMs, limitMs, activeFaults, fail, info } = tick
  const late = elapsedMs > limitMs
  const parts = [
    { rank: 0, text: late ? `${seconds(elapsedMs)}, ending` : `${seconds(elapsedMs)} of ${seconds(limitMs)}` },
    { rank: 1, text: `${count(tick.ops)} ops, ${count(tick.opsPerSecond)}/s` },
    { rank: 3, text: `${count(fail)} failed, ${count(info)} unknown` },
    { rank: 2, text: activeFaults.length === 0 ? 'no fault' : activeFaults.join('+') },
    { rank: 4, text: tick.roles.map(({ node, role }) => `${node} ${role}`).join(', ') },
  ]
  for (let most = parts.length; most > 0; most--) {
    const text = parts
      .filter((part) => part.rank < most && part.text !== '')
      .map((part) => part.text)
      .join('  ')
    if (text.length <= width) return text
  }
  return ''
}
