import type { Finding } from './findings.ts'

/** Counts what is found and keeps the first few of each type: a broken database shows one anomaly a thousand times. */
export class Collector {
  readonly counts = new Map<string, number>()
  readonly kept: Finding[] = []
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  add(type: string, finding: () => Finding): void {
    const count = (this.counts.get(type) ?? 0) + 1
    this.counts.set(type, count)
    if (count <= this.#limit) this.kept.push(finding())
  }
}
