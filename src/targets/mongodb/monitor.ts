import { type Document, type MongoClient, MongoServerError } from 'mongodb'
import type { Cluster } from '../../cluster/cluster.ts'
import { within } from '../common/wait.ts'
import { clientFor, drop } from './client.ts'
import type { LoginOf } from './login.ts'

/**
 * The harness' own questions to each node, over one kept client a node. One that is not answered in time drops the client,
 * so that the next begins afresh.
 */
export class Monitor {
  readonly #cluster: Cluster
  readonly #loginOf: LoginOf
  readonly #kept = new Map<string, MongoClient>()
  #closed = false

  constructor(cluster: Cluster, loginOf: LoginOf = () => undefined) {
    this.#cluster = cluster
    this.#loginOf = loginOf
  }

  /** The answer to a command. Rejects with the server's error, or when there is none within `ms`. */
  async ask<T extends Document>(node: string, command: Document, ms: number, database = 'admin'): Promise<T> {
    if (this.#closed) throw new Error('the system is closed')
    const client = this.#kept.get(node) ?? this.#open(node)
    try {
      return (await within(ms, `an answer of ${node}`, client.db(database).command(command))) as T
    } catch (error) {
      // What the server refuses, it refuses over a connection that works.
      if (!(error instanceof MongoServerError)) this.#drop(node, client)
      throw error
    }
  }

  close(): void {
    this.#closed = true
    for (const [node, client] of this.#kept) this.#drop(node, client)
  }

  #open(node: string): MongoClient {
    const address = this.#cluster.address(node, 'client')
    const client = clientFor(address, { timeoutMs: 2000, name: 'murphy-monitor', login: this.#loginOf(node) })
    this.#kept.set(node, client)
    return client
  }

  #drop(node: string, client: MongoClient): void {
    drop(client)
    if (this.#kept.get(node) === client) this.#kept.delete(node)
  }
}
