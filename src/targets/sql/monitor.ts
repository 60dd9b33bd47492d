import { within } from '../common/wait.ts'
import type { SqlConnection, Statement } from './connection.ts'

/** Connects to a node for the harness' own looks, within `ms`. */
type Open = (node: string, ms: number) => Promise<SqlConnection>

/**
 * The harness' own look at each node, over one kept connection a node. A look that is not answered in time drops the
 * connection, so that the next one begins afresh.
 */
export class Monitor {
  readonly #openTo: Open
  readonly #kept = new Map<string, SqlConnection>()
  #closed = false

  constructor(open: Open) {
    this.#openTo = open
  }

  /** The first row of the answer. Rejects when there is none within `ms`. */
  async ask<Row>(node: string, statement: Statement, ms: number): Promise<Row> {
    const started = performance.now()
    const connection = this.#kept.get(node) ?? (await this.#open(node, ms))
    try {
      const left = Math.max(1, ms - (performance.now() - started))
      const { rows } = await within(left, `an answer of ${node}`, connection.query<Row>(statement))
      if (rows[0] === undefined) throw new Error(`${node} answered with nothing`)
      return rows[0]
    } catch (error) {
      this.#drop(node, connection)
      throw error
    }
  }

  close(): void {
    this.#closed = true
    for (const [node, connection] of this.#kept) this.#drop(node, connection)
  }

  async #open(node: string, ms: number): Promise<SqlConnection> {
    const connection = await this.#openTo(node, ms)
    // Another look may have connected meanwhile.
    const kept = this.#kept.get(node)
    if (kept !== undefined || this.#closed) connection.close()
    if (kept !== undefined) return kept
    this.#kept.set(node, connection)
    return connection
  }

  #drop(node: string, connection: SqlConnection): void {
    connection.close()
    if (this.#kept.get(node) === connection) this.#kept.delete(node)
  }
}
