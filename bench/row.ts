/** What a check answered, and the memory of the search itself where it tells. */
export interface Outcome {
  readonly verdict: string
  readonly searchBytes?: number
}

/** Something to measure, in a process of its own. */
export interface Row {
  readonly name: string
  /** Builds the input of a round, which is not measured, and answers the work. */
  readonly make: (seed: number) => () => Outcome
  /** How often: the median counts. */
  readonly rounds: number
  /** Work so short that a round does it so often, after as often for nothing; its time is the mean. @default 1 */
  readonly times?: number
  /** Whether each round has a new process, so that starting up counts. */
  readonly cold?: true
  readonly mark?: Mark
}

/** What is to be reached at least, and what is aimed at. */
export interface Mark {
  readonly least: Goal
  readonly aim: Goal
}

export interface Goal {
  /** CPU time, at most. */
  readonly ms?: number
  /** As many times faster than the peer. */
  readonly times?: number
  /** Memory, at most. */
  readonly mb?: number
}

export interface Measured {
  /** `3 valid, 2 invalid`. */
  readonly verdicts: string
  /** CPU time and wall-clock time of the check alone, medians. */
  readonly cpuMs: number
  readonly wallMs: number
  /** CPU time of the very first check of a process: nothing is compiled yet. */
  readonly firstMs: number
  /** Most that the check added to the resident memory, and most that the process had, the history included; MB. */
  readonly addedMb: number
  readonly peakMb: number
  /** The search's own memory at its largest. */
  readonly searchMb: number
}

/** What was reached: the aim, the least (`met`), or `MISSED`; an empty text where nothing is to be reached or known. */
export function standing(
  mark: Mark | undefined,
  reached: { readonly ms: number; readonly mb: number; readonly times: number | undefined },
): '' | 'aim' | 'met' | 'MISSED' {
  if (mark === undefined) return ''
  const { ms, mb, times } = reached
  if (mark.least.times !== undefined && times === undefined) return ''
  const reaches = (goal: Goal) =>
    ms <= (goal.ms ?? Number.POSITIVE_INFINITY) &&
    mb <= (goal.mb ?? mark.least.mb ?? Number.POSITIVE_INFINITY) &&
    (times ?? Number.POSITIVE_INFINITY) >= (goal.times ?? 0)
  return reaches(mark.aim) ? 'aim' : reaches(mark.least) ? 'met' : 'MISSED'
}

export function goal({ ms, times, mb }: Goal): string {
  const parts = [
    ...(ms === undefined ? [] : [`${ms / 1000} s`]),
    ...(times === undefined ? [] : [`${times}×`]),
    ...(mb === undefined ? [] : [`${mb} MB`]),
  ]
  return parts.join(', ')
}

/** Three digits that matter, or so. */
export function round(number: number): number {
  return Number(number.toFixed(number < 10 ? 2 : number < 100 ? 1 : 0))
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
}
