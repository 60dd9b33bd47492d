import { MurphyError } from '../../op/failure.ts'
import type { Json } from '../../op/op.ts'
import { mopsOf, opOf, type Txns } from './txns.ts'

/** Who wrote a value: values are unique for each key, which is what all inference rests on. */
export class Writes {
  readonly #byKey: Map<Json, number>[]

  /** Throws MurphyError `usage` if a value was written twice to a key. */
  constructor(txns: Txns) {
    this.#byKey = Array.from(txns.keys.values, () => new Map<Json, number>())
    for (let t = 0, mop = 0; t < txns.count; t++)
      for (const [, key, value] of mopsOf(txns, t)) {
        if (txns.isWrite[mop] === 1) {
          const written = this.#byKey[txns.key[mop]!]!
          const size = written.size
          written.set(simple(value), mop)
          if (written.size === size) throw notUnique(txns, t, key, value)
        }
        mop++
      }
  }

  /** The micro-operation that wrote a value, or -1 if nobody did. */
  find(key: number, value: Json): number {
    return this.#byKey[key]!.get(simple(value)) ?? -1
  }
}

/** Equal JSON becomes one map key. */
function simple(value: Json): Json {
  return typeof value === 'object' && value !== null ? `\u0000${JSON.stringify(value)}` : value
}

function notUnique(txns: Txns, t: number, key: Json, value: Json): MurphyError {
  const what = `${JSON.stringify(value)} is written to key ${JSON.stringify(key)} a second time`
  return new MurphyError('usage', `Op ${opOf(txns, t).index}: ${what}.`, {
    hint: 'Dependencies can be inferred only where each value is written at most once to a key.',
  })
}
