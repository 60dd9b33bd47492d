import type { Flaw } from './flaws.ts'

/** The way of acknowledged writes into one object: straight, or as a planted flaw has it. */
export class Delivery {
  #waiting: (() => void)[] = []

  perform(write: () => void, flaw: Flaw): void {
    if (flaw === 'lose-writes') return
    if (flaw === 'reorder') {
      this.#waiting.push(write)
      return
    }
    write()
    const overtaken = this.#waiting
    this.#waiting = flaw === 'duplicate' ? [write] : []
    for (const late of overtaken) late()
  }
}
