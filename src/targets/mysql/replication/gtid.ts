import type { Progress } from './vendor.ts'

type Interval = readonly [first: bigint, last: bigint]

/**
 * A set of global transaction identifiers: by the server (and the tag) that they come from, which of its transactions,
 * counted from 1 (MySQL 9.4 manual, 19.1.3.1 GTID Format and Storage): `3e11fa47-…:1-5:8, 4f22…:1-3`.
 */
export class GtidSet implements Progress {
  readonly #intervals: ReadonlyMap<string, readonly Interval[]>

  private constructor(intervals: ReadonlyMap<string, readonly Interval[]>) {
    this.#intervals = intervals
  }

  static parse(text: string): GtidSet {
    const all = new Map<string, Interval[]>()
    for (const source of text.split(',').map((part) => part.trim())) {
      const [uuid = '', ...parts] = source.split(':')
      if (uuid === '') continue
      let origin = uuid
      for (const part of parts) {
        const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
        if (first === undefined || last === undefined) origin = `${uuid}:${part}`
        else all.set(origin, [...(all.get(origin) ?? []), [BigInt(first), BigInt(last)]])
      }
    }
    return new GtidSet(new Map([...all].map(([origin, intervals]) => [origin, merged(intervals)])))
  }

  /** How many transactions. */
  get count(): readonly [bigint] {
    let count = 0n
    for (const intervals of this.#intervals.values()) for (const [first, last] of intervals) count += last - first + 1n
    return [count]
  }

  get shown(): string {
    return [...this.#intervals]
      .map(([origin, intervals]) => [origin, ...intervals.map((interval) => interval.join('-'))].join(':'))
      .join(',')
  }

  holds(other: GtidSet, but?: string): boolean {
    return [...other.#intervals].every(([origin, intervals]) => {
      const own = this.#intervals.get(origin) ?? []
      return origin === but || intervals.every(([first, last]) => own.some(([from, to]) => from <= first && last <= to))
    })
  }

  with(other: GtidSet): GtidSet {
    const all = new Map(this.#intervals)
    for (const [origin, intervals] of other.#intervals)
      all.set(origin, merged([...(all.get(origin) ?? []), ...intervals]))
    return new GtidSet(all)
  }
}

/** In order, and without neighbours that touch. */
function merged(intervals: readonly Interval[]): Interval[] {
  const whole: [bigint, bigint][] = []
  for (const [first, last] of [...intervals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = whole.at(-1)
    if (before !== undefined && first <= before[1] + 1n) before[1] = last > before[1] ? last : before[1]
    else whole.push([first, last])
  }
  return whole
}
