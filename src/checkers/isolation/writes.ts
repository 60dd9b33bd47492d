import { MurphyError } from '../../op/failure.ts'
import type { Json } from '../../op/op.ts'
import { same } from './intern.ts'
import { opOf, type Txns } from './txns.ts'

/**
 * Who wrote a value: values are unique for each key, which is what all inference rests on. A hash table of
 * micro-operations (open addressing), a tenth of what a Map for each key takes.
 */
export class Writes {
  readonly #txns: Txns
  /** Micro-operation + 1, or 0. */
  readonly #table: Int32Array
  readonly #mask: number

  /** Throws MurphyError `usage` if a value was written twice to a key. */
  constructor(txns: Txns) {
    this.#txns = txns
    let writes = 0
    for (const isWrite of txns.isWrite) writes += isWrite
    this.#table = new Int32Array(2 ** Math.ceil(Math.log2(2 * writes + 2)))
    this.#mask = this.#table.length - 1
    for (let mop = 0; mop < txns.key.length; mop++) {
      if (txns.isWrite[mop] === 0) continue
      const at = this.#place(txns.key[mop]!, txns.value[mop]!)
      if (this.#table[at] !== 0) throw notUnique(txns, mop)
      this.#table[at] = mop + 1
    }
  }

  /** The micro-operation that wrote a value, or -1 if nobody did. */
  find(key: number, value: Json): number {
    return this.#table[this.#place(key, value)]! - 1
  }

  /** Where the write of a value is, or would be. */
  #place(key: number, value: Json): number {
    const { key: keys, value: values } = this.#txns
    let at = hash(key, value) & this.#mask
    for (;;) {
      const mop = this.#table[at]! - 1
      if (mop < 0 || (keys[mop] === key && same(values[mop]!, value))) return at
      at = (at + 1) & this.#mask
    }
  }
}

/** Mixes as Murmur3 does at its end (Appleby, public domain). */
function hash(key: number, value: Json): number {
  let h = Math.imul(key, 0x9e3779b1) ^ (typeof value === 'number' ? value | 0 : textHash(value))
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** FNV-1a over the value's text. */
function textHash(value: Json): number {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}

function notUnique(txns: Txns, mop: number): MurphyError {
  const [key, value] = [txns.keys.values[txns.key[mop]!], txns.value[mop]].map((each) => JSON.stringify(each))
  const what = `${value} is written to key ${key} a second time`
  return new MurphyError('usage', `Op ${opOf(txns, txns.txnOf[mop]!).index}: ${what}.`, {
    hint: 'Dependencies can be inferred only where each value is written at most once to a key.',
  })
}
