import { setTimeout as sleep } from 'node:timers/promises'

export { sleep }

/** Something took longer than it may. */
export class DeadlineError extends Error {
  override name = 'DeadlineError'
}

/** What `work` gives, or a DeadlineError after `ms`; the work itself goes on. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`${what} took longer than ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Asks until the answer is neither undefined nor an error; after `ms`, the last error or undefined. Rejects when the
 * signal aborts.
 */
export async function poll<T>(
  options: { ms: number; everyMs: number; signal?: AbortSignal },
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + options.ms
  for (;;) {
    try {
      const answer = await look()
      if (answer !== undefined || performance.now() >= end) return answer
    } catch (error) {
      if (performance.now() >= end) throw error
    }
    await sleep(options.everyMs, undefined, options.signal === undefined ? {} : { signal: options.signal })
  }
}
