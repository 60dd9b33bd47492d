import type { ProgressEvent, Tick } from '../scenario/progress.ts'
import { count, duration } from './format.ts'

/**
 * Shows a run as it goes on stderr: one living line on a terminal, a few plain lines elsewhere (CI logs stay short).
 * The seed comes first, so that even a run that dies can be repeated.
 */
export function progressTo(stream: NodeJS.WriteStream, quiet: boolean): (event: ProgressEvent) => void {
  const live = stream.isTTY === true && !quiet
  const started = Date.now()
  let status = ''
  const clear = () => {
    if (live && status !== '') stream.write('\r\x1b[2K')
  }
  const line = (text: string) => {
    clear()
    stream.write(`${text}\n`)
    if (live) stream.write(status)
  }
  return (event) => {
    switch (event.kind) {
      case 'started':
        line(`seed ${event.seed}  ${event.folder}`)
        return
      case 'phase':
        status = ''
        if (!quiet)
          line(
            `${duration(Date.now() - started).padStart(8)}  ${event.phase}${event.detail === undefined ? '' : `: ${event.detail}`}`,
          )
        return
      case 'log':
        if (live) line(`          ${event.line}`)
        return
      case 'tick':
        if (!live) return
        clear()
        status = statusLine(event.tick).slice(0, Math.max(20, (stream.columns ?? 100) - 1))
        stream.write(status)
    }
  }
}

function statusLine(tick: Tick): string {
  const roles = tick.roles.map(({ node, role }) => `${node} ${role}`).join(', ')
  const faults = tick.activeFaults.length === 0 ? 'no fault' : tick.activeFaults.join('+')
  return `${duration(tick.elapsedMs)} of ${duration(tick.limitMs)}  ${count(tick.ops)} ops, ${count(Math.round(tick.opsPerSecond))}/s, ${tick.fail} failed, ${tick.info} unknown  ${faults}  ${roles}`
}
