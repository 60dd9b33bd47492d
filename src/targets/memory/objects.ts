import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../op/op.ts'
import { Delivery } from './delivery.ts'
import type { Flaw } from './flaws.ts'

/** One register, absent reads as null. */
export class RegisterObject {
  #value: Json = null
  #previous: Json = null
  readonly #delivery = new Delivery()

  read(flaw: Flaw): Json {
    return flaw === 'stale-reads' ? this.#previous : this.#value
  }

  /** Whether a stale read would be told from a good one. */
  get canBeStale(): boolean {
    return !isDeepStrictEqual(this.#value, this.#previous)
  }

  holds(value: Json): boolean {
    return isDeepStrictEqual(this.#value, value)
  }

  write(value: Json, flaw: Flaw): void {
    this.#delivery.perform(() => {
      this.#previous = this.#value
      this.#value = value
    }, flaw)
  }

  cas(from: Json, to: Json, flaw: Flaw): boolean {
    if (!this.holds(from)) return false
    this.write(to, flaw)
    return true
  }
}

/** A set that only grows, kept as a list so that it can hold an element twice. */
export class SetObject {
  readonly #elements: number[] = []
  readonly #delivery = new Delivery()

  read(flaw: Flaw): number[] {
    const stale = flaw === 'stale-reads'
    return this.#elements.slice(0, stale ? Math.floor(this.#elements.length / 2) : undefined)
  }

  get canBeStale(): boolean {
    return this.#elements.length > 0
  }

  add(element: number, flaw: Flaw): void {
    this.#delivery.perform(() => {
      this.#elements.push(element)
    }, flaw)
  }
}

/** One list that is appended to. */
export class ListObject {
  readonly #elements: number[] = []
  readonly #delivery = new Delivery()

  read(flaw: Flaw): number[] {
    return this.#elements.slice(0, flaw === 'stale-reads' ? -1 : undefined)
  }

  get canBeStale(): boolean {
    return this.#elements.length > 0
  }

  write(element: number, flaw: Flaw): void {
    this.#delivery.perform(() => {
      this.#elements.push(element)
    }, flaw)
  }
}
