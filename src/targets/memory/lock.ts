import type { Hold } from '../../client/data-types.ts'
import { Delivery } from './delivery.ts'
import type { Flaw } from './flaws.ts'

/** One lock with a lease, and the number that it protects. */
export class LockObject {
  readonly #key: number
  #value = 0
  #token = 0
  /** Until when the last hold has it, on the monotonic clock, ms. */
  #until = 0
  readonly #delivery = new Delivery()

  constructor(key: number) {
    this.#key = key
  }

  get value(): number {
    return this.#value
  }

  acquire(leaseMs: number): Hold | null {
    if (performance.now() < this.#until) return null
    this.#token++
    this.#until = performance.now() + leaseMs
    return { key: this.#key, token: this.#token, leaseMs, id: `${this.#key}/${this.#token}` }
  }

  isHeldBy({ token }: Hold): boolean {
    return token === this.#token && performance.now() < this.#until
  }

  write(hold: Hold, value: number, fenced: boolean, flaw: Flaw): boolean {
    if (fenced && flaw !== 'lost-updates' && !this.isHeldBy(hold)) return false
    this.#delivery.perform(() => {
      this.#value = value
    }, flaw)
    return true
  }

  release(hold: Hold): void {
    if (this.isHeldBy(hold)) this.#until = 0
  }
}
