import type { Amount, Way } from '../../client/data-types.ts'
import { Delivery } from './delivery.ts'
import type { Flaw } from './flaws.ts'

/** Amounts by key, with what they were before the last change. */
export class AmountsObject {
  #now = new Map<number, number>()
  #before = new Map<number, number>()
  readonly #delivery = new Delivery()

  fill(amounts: readonly Amount[]): void {
    for (const [key, amount] of amounts) if (!this.#now.has(key)) this.#now.set(key, amount)
    this.#before = new Map(this.#now)
  }

  read(flaw: Flaw): Amount[] {
    const old =
      flaw === 'stale-reads' ? [...this.#now.keys()] : flaw === 'fractured-reads' ? this.#changed.slice(0, 1) : []
    return [...this.#now]
      .map(([key, amount]): Amount => [key, old.includes(key) ? (this.#before.get(key) ?? 0) : amount])
      .sort(([a], [b]) => a - b)
  }

  get canBeStale(): boolean {
    return this.#changed.length > 0
  }

  /** Whether the change would lose an update if it were computed from what was there before the last one. */
  overwrites(changes: readonly Amount[], way: Way): boolean {
    return way === 'read-then-write' && changes.some(([key]) => this.#changed.includes(key))
  }

  add(changes: readonly Amount[], way: Way, flaw: Flaw): Amount[] | null {
    const seen = flaw === 'lost-updates' ? this.#before : this.#now
    const after = changes.map(([key, by]): Amount => [key, (seen.get(key) ?? Number.NEGATIVE_INFINITY) + by])
    if (after.some(([, amount]) => amount < 0)) return null
    this.#delivery.perform(() => {
      this.#before = new Map(this.#now)
      for (const [key, amount] of after) if (way === 'read-then-write') this.#now.set(key, amount)
      if (way === 'in-place') for (const [key, by] of changes) this.#now.set(key, (this.#now.get(key) ?? 0) + by)
    }, flaw)
    return after
  }

  get #changed(): number[] {
    return [...this.#now].filter(([key, amount]) => this.#before.get(key) !== amount).map(([key]) => key)
  }
}
