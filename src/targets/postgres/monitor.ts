import type { Cluster } from '../../cluster/cluster.ts'
import { within } from '../common/wait.ts'
import type { Statement } from '../sql/connection.ts'
import { Connection } from './connection.ts'
import type { LoginOf } from './login.ts'

/**
 * The harness' own look at each node, over one kept connection a node. A look that is not answered in time drops the
 * connection, so that the next one begins afresh.
 */
export class Monitor {
  readonly #cluster: Cluster
  readonly #kept = new Map<string, Connection>()
  readonly #loginOf: LoginOf
  #closed = false

  constructor(cluster: Cluster, loginOf: LoginOf = () => undefined) {
    this.#cluster = cluster
    this.#loginOf = loginOf
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

  async #open(node: string, ms: number): Promise<Connection> {
    const address = this.#cluster.address(node, 'client')
    const connection = await Connection.open(address, {
      timeoutMs: ms,
      name: 'murphy-monitor',
      login: this.#loginOf(node),
    })
    // Another look may have connected meanwhile.
    const kept = this.#kept.get(node)
    if (kept !== undefined || this.#closed) connection.close()
    if (kept !== undefined) return kept
    this.#kept.set(node, connection)
    return connection
  }

  #drop(node: string, connection: Connection): void {
    connection.close()
    if (this.#kept.get(node) === connection) this.#kept.delete(node)
  }
}
