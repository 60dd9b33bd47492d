/**
 * Runs something that Ctrl-C (or a CI's SIGTERM) ends in order: it is told to stop, heals, and still gives its result.
 * A second Ctrl-C within the clean-up is told that patience is safer.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  let asked = 0
  const stop = () => {
    asked++
    if (asked === 1)
      process.stderr.write(
        '\nstopping: healing faults and removing the cluster (`murphy clean` finishes it if this is cut short)\n',
      )
    if (asked === 3) process.exit(255)
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
