import { readFileSync } from 'node:fs'

const everyMs = 5

/**
 * Watches for how long this thread was ready to run and the machine gave it no CPU: lateness that is not the harness'
 * own. By the kernel's account, the second number of `/proc/<pid>/schedstat` (Documentation/scheduler/sched-stats.rst);
 * ends with the longest wait seen within a few ms, or undefined on systems that do not tell.
 */
export function watchCpuWaits(): () => number | undefined {
  const first = waited()
  let last = first ?? 0
  let longest = 0
  const timer = setInterval(() => {
    const now = waited() ?? 0
    longest = Math.max(longest, now - last)
    last = now
  }, everyMs)
  return () => {
    clearInterval(timer)
    return first === undefined ? undefined : longest
  }
}

/** ms since the start of the thread. */
function waited(): number | undefined {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return undefined
  }
}
