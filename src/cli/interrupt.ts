import { exitCodes } from '../op/verdict.ts'

/** One Ctrl-C may arrive several times: from the terminal, and passed on by npm or npx. */
const sameMs = 500

interface Interruption {
  /** Where nothing is left to be undone: the last words before Murphy ends at once. */
  readonly over?: () => string | undefined
}

/**
 * Runs something that Ctrl-C (or a CI's SIGTERM) ends in order: it is told to stop, heals, and still gives its result.
 * The second Ctrl-C is told what a third one does.
 */
export async function interruptible<T>(
  run: (signal: AbortSignal) => Promise<T>,
  { over }: Interruption = {},
): Promise<T> {
  const controller = new AbortController()
  let asked = 0
  let last = Number.NEGATIVE_INFINITY
  const stop = () => {
    const now = performance.now()
    if (now - last < sameMs) return
    last = now
    const words = over?.()
    if (words !== undefined) {
      process.stderr.write(`\n${words}\n`)
      process.exit(exitCodes.unknown)
    }
    process.stderr.write(`\n${told[asked] ?? ''}\n`)
    if (asked === 2) process.exit(exitCodes.broken)
    asked++
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.on(name, stop)
  try {
    return await run(controller.signal)
  } finally {
    for (const name of signals) process.off(name, stop)
  }
}

const told = [
  'stopping: healing faults and removing the cluster; the run is judged as far as it went',
  'still stopping; a third time ends Murphy at once and leaves the rest to `murphy clean`',
  'ended at once; `murphy clean` removes what is left of the cluster',
] as const
