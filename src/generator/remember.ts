import type { ThreadSet } from './thread-set.ts'

/** What follows from a generator's threads, worked out once: which threads it has does not change in a run. */
export function remember<T>(work: (threads: ThreadSet) => T): (threads: ThreadSet) => T {
  let last: { readonly threads: ThreadSet; readonly result: T } | undefined
  return (threads) => {
    if (last === undefined || !last.threads.equals(threads)) last = { threads, result: work(threads) }
    return last.result
  }
}
