import { Ints } from './growing.ts'

/** Where an order of two versions comes from, as bits. */
export const WFR = 1
export const SEQUENTIAL = 2
export const LINEARIZABLE = 4
export const INITIAL = 8

/** Pairs of versions of one key, the first one earlier, with the two transactions that say so. */
export class VersionEdges {
  readonly before = new Ints()
  readonly after = new Ints()
  readonly first = new Ints()
  readonly second = new Ints()
  readonly source = new Ints()

  get length(): number {
    return this.before.length
  }

  add(before: number, after: number, first: number, second: number, source: number): void {
    if (before === after) return
    this.before.push(before)
    this.after.push(after)
    this.first.push(first)
    this.second.push(second)
    this.source.push(source)
  }

  append(other: VersionEdges, e: number): void {
    this.add(other.before.at(e), other.after.at(e), other.first.at(e), other.second.at(e), other.source.at(e))
  }
}
