const mb = 1024 * 1024
const everyMs = 200
/** What a thread costs before it does anything, with room for garbage not yet collected. */
const slack = 128 * mb

interface Watched {
  readonly allowed: number
  /** Nobody else ran since it began: what the process has grown by is its own. Memory that another freed may still be held. */
  alone: boolean
  readonly end: (alone: boolean) => void
}

/** Who runs now, the newest last. */
const watched = new Set<Watched>()
let before = 0
let timer: NodeJS.Timeout | undefined

/**
 * Calls `end` when the process has grown by more than the budgets of all who are watched: the only measure of memory
 * outside V8's heaps, which belongs to no thread in particular. The newest is ended first, and told whether it had been
 * alone all the time, which alone proves that it was the one. Returns how to stop watching, once the thread's memory is free.
 */
export function watchMemory(budgetMb: number, end: (alone: boolean) => void): () => void {
  if (watched.size === 0) before = process.memoryUsage.rss()
  const entry = { allowed: budgetMb * mb + slack, alone: watched.size === 0, end }
  for (const other of watched) other.alone = false
  watched.add(entry)
  timer ??= setInterval(look, everyMs).unref()
  return () => {
    watched.delete(entry)
    if (watched.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function look(): void {
  const allowed = [...watched].reduce((sum, entry) => sum + entry.allowed, 0)
  const newest = [...watched].at(-1)
  if (newest !== undefined && process.memoryUsage.rss() - before > allowed) newest.end(newest.alone)
}
