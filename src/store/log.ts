import { appendFileSync } from 'node:fs'

/** `murphy.log`: what the controller did, one line each, with wall-clock time. Never fails the run. */
export function openLog(path: string): (line: string) => void {
  return (line) => {
    try {
      appendFileSync(path, `${new Date().toISOString()} ${line}\n`)
    } catch {
      // A full disk must not hide the failure that is being logged.
    }
  }
}
