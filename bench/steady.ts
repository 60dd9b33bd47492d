/** What the harness itself holds when a run is over and its memory was collected. */
export interface Usage {
  /** Resident memory, and the JavaScript heap that is in use; megabytes. */
  readonly memoryMb: number
  readonly heapMb: number
  /** Open files, pipes and sockets. */
  readonly files: number
  /** What would keep the event loop alive: timers, sockets, workers. */
  readonly resources: number
}

/** Fewer runs cannot tell a leak from what is only loaded or compiled once. */
export const fewestRuns = 6

/** In these the harness loads its modules and connects to the engine. */
const warmUp = 2

/** By how much each may be more without being called a leak: collectors and allocators keep some for later. */
const margins: { readonly [What in keyof Usage]: number } = { memoryMb: 32, heapMb: 1, files: 0, resources: 0 }

/**
 * What grows from run to run: the first two runs left out, the least that was seen in the last third is more than the
 * most that was seen in the first third, and by more than the margin. One run that holds a little more is no leak; what
 * each run leaves a little of is. Empty for fewer than `fewestRuns`.
 */
export function growing(runs: readonly Usage[]): (keyof Usage)[] {
  if (runs.length < fewestRuns) return []
  const warm = runs.slice(warmUp)
  const third = Math.floor(warm.length / 3)
  const [first, last] = [warm.slice(0, third), warm.slice(-third)]
  return (Object.keys(margins) as (keyof Usage)[]).filter(
    (what) => Math.min(...last.map((run) => run[what])) - Math.max(...first.map((run) => run[what])) > margins[what],
  )
}
