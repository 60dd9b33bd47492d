import type { Change } from '../../client/data-types.ts'
import { Delivery } from './delivery.ts'
import type { Flaw } from './flaws.ts'

/** All changes of one key, as those who watch it are told of them. */
export class WatchedObject {
  readonly #log: Change[] = []
  #last = 0
  readonly #delivery = new Delivery()

  /** A change that is told again is not the last. */
  get last(): number {
    return this.#last
  }

  /** Whether a lost change would be told by one after it. */
  canLose(after: number): boolean {
    return this.#after(after).length > 1
  }

  put(change: Change, flaw: Flaw): void {
    this.#delivery.perform(() => {
      this.#log.push(change)
      this.#last = Math.max(this.#last, change[0])
    }, flaw)
  }

  changes(after: number, flaw: Flaw): Change[] {
    return this.#after(after).slice(flaw === 'lose-events' ? 1 : 0)
  }

  #after(revision: number): Change[] {
    return this.#log.filter(([each]) => each > revision)
  }
}
