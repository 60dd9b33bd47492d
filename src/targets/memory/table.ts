import type { Row, RowMop } from '../../client/data-types.ts'
import { Delivery } from './delivery.ts'
import type { Flaw } from './flaws.ts'

type Change = Exclude<RowMop, readonly ['select', ...unknown[]]>

/** Rows by group, with what the last transaction changed. */
export class TableObject {
  readonly #groups = new Map<number, Map<number, number>>()
  /** As it was before the last transaction, of the groups that this one changed. */
  #before = new Map<number, ReadonlyMap<number, number>>()
  readonly #delivery = new Delivery()

  /** Whether a stale read in one of the steps would be told from a good one. */
  canBeStale(mops: readonly RowMop[]): boolean {
    return mops.some(([f, group]) => f === 'select' && this.#before.has(group))
  }

  /** All steps, each on what those before it left behind; null where a row to update is not there. */
  transact(mops: readonly RowMop[], flaw: Flaw): RowMop[] | null {
    const own = new Map<number, Map<number, number>>()
    const stale = flaw === 'stale-reads'
    const group = (g: number): Map<number, number> => {
      const rows = own.get(g) ?? new Map((stale ? this.#before.get(g) : undefined) ?? this.#groups.get(g))
      own.set(g, rows)
      return rows
    }
    const answers: RowMop[] = []
    for (const mop of mops) {
      const [f, g, id, value] = mop
      if (f === 'update' && !group(g).has(id)) return null
      if (f !== 'select') group(g).set(id, value)
      answers.push(f === 'select' ? ['select', g, id, selected(group(g), id)] : mop)
    }
    const changes = mops.filter((mop): mop is Change => mop[0] !== 'select')
    if (changes.length > 0) this.#delivery.perform(() => this.#apply(changes), flaw)
    return answers
  }

  #apply(changes: readonly Change[]): void {
    this.#before = new Map(changes.map(([, g]) => [g, new Map(this.#groups.get(g))]))
    for (const [, g, id, value] of changes) {
      const rows = this.#groups.get(g) ?? new Map<number, number>()
      this.#groups.set(g, rows.set(id, value))
    }
  }
}

function selected(rows: ReadonlyMap<number, number>, least: number): Row[] {
  return [...rows].filter(([, value]) => value >= least).sort(([a], [b]) => a - b)
}
