import type { Deployment } from '../target.ts'

/**
 * Who leads, by what the nodes themselves say. Where several say that they lead, the one that did stays; where none does,
 * too. A change is recorded.
 */
export class Leading {
  readonly #record: Deployment['record']
  #node = ''

  constructor(record: Deployment['record']) {
    this.#record = record
  }

  /** Empty before anybody said so. */
  get node(): string {
    return this.#node
  }

  /** Takes what one look at all nodes has shown. */
  follow(leading: readonly string[]): void {
    const [next] = leading
    if (next === undefined || leading.includes(this.#node)) return
    if (this.#node !== '') this.#record('primary-changed', { from: this.#node, to: next })
    this.#node = next
  }
}
