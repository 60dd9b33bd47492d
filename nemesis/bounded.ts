import { setTimeout as sleep } from 'node:timers/promises'

/** The outcome of `work`, or a rejection when it is not there within `ms`; the work itself goes on. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what} took longer than ${ms / 1000} s`)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}

/** Looks again and again until `good`, at most `ms` long; the last look. At least one look is made. */
export async function eventually<T>(ms: number, look: () => Promise<T>, good: (seen: T) => boolean): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const seen = await look()
    if (good(seen) || performance.now() >= end) return seen
    await sleep(100)
  }
}
