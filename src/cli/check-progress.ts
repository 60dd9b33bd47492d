import { basename } from 'node:path'
import { count } from '../../reports/text.ts'
import type { FileProgress } from '../scenario/check-file.ts'
import { seconds } from './format.ts'
import { erase, isPerson, type Screen } from './progress.ts'

export interface CheckProgressOptions {
  /** Also where nobody watches: then as lines that add up. */
  readonly asked: boolean
  /** A line that is written over and over; default: on a terminal that is not a CI's. */
  readonly live?: boolean
  readonly now?: () => number
}

/** What is done within this needs no words; then the line is renewed, or another one added, so often. All ms. */
const patience = 500
const liveEvery = 200
const plainEvery = 2000

/**
 * Shows how far a check has come, on a line that is gone when there is an answer; nothing where nobody watches, unless
 * asked. `clear` before anything else is written, and at the end.
 */
export function checkProgress(
  screen: Screen,
  { asked, live = screen.isTTY === true && isPerson(process.env), now = Date.now }: CheckProgressOptions,
): { readonly show: ((progress: FileProgress) => void) | undefined; clear(): void } {
  let latest: FileProgress | undefined
  let since = 0
  let shown = false
  let timer: NodeJS.Timeout | undefined
  // By the clock, and not as it is told: what takes long is seen to go on.
  const draw = () => {
    const elapsed = now() - since
    if (latest === undefined || elapsed < patience) return
    const line = progressLine(latest, elapsed)
    screen.write(live ? `${shown ? erase : ''}${line.slice(0, (screen.columns ?? 100) - 1)}` : `${line}\n`)
    shown = live
  }
  const show = (progress: FileProgress) => {
    if (progress.file !== latest?.file) since = now()
    latest = progress
    timer ??= setInterval(draw, live ? liveEvery : plainEvery).unref()
  }
  const clear = () => {
    if (shown) screen.write(erase)
    shown = false
    latest = undefined
    clearInterval(timer)
    timer = undefined
  }
  return { show: live || asked ? show : undefined, clear }
}

/** One line: the file, and how much of it was read, or how much of the check is done. */
export function progressLine(progress: FileProgress, elapsedMs: number): string {
  return `${basename(progress.file)}  ${doing(progress)}  ${seconds(elapsedMs)}`
}

function doing(progress: FileProgress): string {
  if (progress.phase === 'reading') return `reading, ${Math.floor(100 * progress.share)} %`
  const { keys = 0, keysDone = 0, steps = 0 } = progress
  const parts = [
    'checking',
    ...(keys > 1 ? [`${count(keysDone)} of ${count(keys)} keys`] : []),
    ...(steps > 0 ? [`${count(steps)} steps`] : []),
  ]
  return parts.join(', ')
}
