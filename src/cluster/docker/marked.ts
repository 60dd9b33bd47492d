import { readdirSync, readFileSync } from 'node:fs'

/** The environment variable of a database, and of all that it starts: the name of its container. */
export const MARK = 'MURPHY_MACHINE'

/** The processes of the database in a container, by their ids on this machine, which differ from those inside. */
export function marked(containerName: string): number[] {
  const mark = `\0${MARK}=${containerName}\0`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => `\0${environmentOf(pid)}`.includes(mark))
    .map(Number)
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return '' // gone, or not ours to look at
  }
}
