import { sleep } from '../wait.ts'
import type { Context } from './context.ts'

/** So many missed health checks in a row make a leader dead (and so many answered ones alive). */
const inARow = 3
const everyMs = 100
const pingMs = 500

/** Checks the leader's health, one check after another. */
export class Health {
  readonly #context: Context
  #misses = 0
  #node = ''

  constructor(context: Context) {
    this.#context = context
  }

  /** One check; how many have been missed in a row by now. The first misses of a row are recorded. */
  async check(): Promise<number> {
    const { cluster, roles, database, record } = this.#context
    const node = roles.leader
    const answers = await database.ping(cluster.address(node, 'client'), pingMs)
    if (answers || node !== this.#node) this.#misses = 0
    this.#node = node
    if (answers) return 0
    this.#misses++
    if (this.#misses <= inARow) record('health-check-missed', { node, inARow: this.#misses })
    return this.#misses
  }

  /** Checks until the leader is as good as dead, true, or alive, false. */
  async isDead(): Promise<boolean> {
    this.#misses = 0
    let answered = 0
    for (;;) {
      const misses = await this.check()
      if (misses >= inARow) return true
      answered = misses === 0 ? answered + 1 : 0
      if (answered >= inARow) return false
      await sleep(everyMs)
    }
  }

  get dead(): boolean {
    return this.#misses >= inARow
  }
}

export { everyMs as healthCheckEveryMs }
