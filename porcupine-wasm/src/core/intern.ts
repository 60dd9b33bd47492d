/** Whole numbers below this are looked up in an array. */
const small = 1 << 22
const none = new Int32Array(0)

/** Numbers for values: equal values (as JSON is equal, key order aside) get equal numbers, from 0 up. */
export class Interner {
  // Made when they are needed: a history of many objects makes many of these.
  #primitives: Map<unknown, number> | undefined
  #objects: Map<string, number> | undefined
  /** The number of each small whole number, plus one. */
  #small: Int32Array
  /** How many different values there were. */
  size = 0

  /** `zeros`: room for small whole numbers to begin with. */
  constructor(zeros = none) {
    this.#small = zeros
  }

  id(value: unknown): number {
    if (typeof value === 'number' && value >= 0 && value < small && Number.isInteger(value)) return this.#smallId(value)
    const composite = typeof value === 'object' && value !== null
    if (composite) this.#objects ??= new Map()
    else this.#primitives ??= new Map()
    const map = (composite ? this.#objects : this.#primitives) as Map<unknown, number>
    const name = composite ? canonical(value) : (value ?? null)
    const known = map.get(name)
    if (known !== undefined) return known
    map.set(name, this.size)
    return this.size++
  }

  #smallId(value: number): number {
    if (value >= this.#small.length) {
      const larger = new Int32Array(Math.min(small, Math.max(value + 1, 64, 2 * this.#small.length)))
      larger.set(this.#small)
      this.#small = larger
    }
    const known = this.#small[value] as number
    if (known > 0) return known - 1
    this.#small[value] = ++this.size
    return this.size - 1
  }
}

/** Numbers for sequences of values, likewise. */
export class SequenceInterner {
  readonly #values = new Interner()
  /** What a sequence becomes with one value more, by both of their numbers, each below 2^26. */
  readonly #longer = new Map<number, number>()

  /** The number of the sequence with the value added; 0 is the empty sequence. */
  append(sequence: number, value: unknown): number {
    const name = sequence * 0x4000000 + this.#values.id(value)
    const known = this.#longer.get(name)
    if (known !== undefined) return known
    const longer = this.#longer.size + 1
    this.#longer.set(name, longer)
    return longer
  }
}

/** JSON with sorted keys. Sets and maps are taken by their content; `undefined` counts as null. */
export function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null) ?? String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value instanceof Set) return `set${canonical([...value].map(canonical).sort())}`
  if (value instanceof Map) return `map${canonical(Object.fromEntries([...value].map(([k, v]) => [canonical(k), v])))}`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`
}
