import { OK, opOf, type Paired } from '../isolation/txns.ts'
import { mopsOf, type Row } from './rows.ts'

/** An answered read by predicate, in a committed transaction. */
export interface Select {
  /** The transaction, by its number and by the op that stands for it, and the place in it. */
  readonly reader: number
  readonly op: number
  readonly mop: number
  readonly group: number
  readonly least: number
  readonly rows: readonly Row[]
  /** What the transaction itself had left in rows of the group before. */
  readonly own: ReadonlyMap<number, number>
}

export function* selects(txns: Paired): Generator<Select> {
  for (let reader = 0; reader < txns.count; reader++) {
    if (txns.type[reader] !== OK) continue
    const op = opOf(txns, reader)
    const own = new Map<number, Map<number, number>>()
    for (const [mop, [f, group, third, fourth]] of mopsOf(op).entries()) {
      const written = own.get(group) ?? new Map<number, number>()
      own.set(group, written)
      if (f === 'select')
        yield { reader, op: op.index, mop, group, least: third, rows: fourth ?? [], own: new Map(written) }
      else written.set(third, fourth)
    }
  }
}
