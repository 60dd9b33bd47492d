import { setTimeout as sleep } from 'node:timers/promises'
import type { DataTypeName, DataTypes } from '../src/client/data-types.ts'
import type { SystemFace } from './workload.ts'

/** How long a node may take to accept a session, ms. */
const connectMs = 2000

/** One client's sessions, at most one a node, opened when first needed. */
export class Sessions<T extends DataTypeName> {
  readonly #system: SystemFace
  readonly #type: T
  readonly #open = new Map<string, DataTypes[T]>()
  #closed = false

  constructor(system: SystemFace, type: T) {
    this.#system = system
    this.#type = type
  }

  /** The session with `node`. Rejects when it cannot be opened in time. */
  async to(node: string): Promise<DataTypes[T]> {
    const known = this.#open.get(node)
    if (known !== undefined) return known
    const session = await this.#connect(node)
    if (this.#closed) {
      void session.close()
      throw new Error('the client was closed meanwhile')
    }
    this.#open.set(node, session)
    return session
  }

  /** Ends the session with `node`: the next op there gets a fresh one. */
  drop(node: string): void {
    void this.#open.get(node)?.close()
    this.#open.delete(node)
  }

  /** Ends sessions with nodes that are no longer spoken to. */
  keepOnly(nodes: readonly string[]): void {
    for (const node of [...this.#open.keys()]) if (!nodes.includes(node)) this.drop(node)
  }

  async close(): Promise<void> {
    this.#closed = true
    const sessions = [...this.#open.values()]
    this.#open.clear()
    await Promise.all(sessions.map((session) => session.close()))
  }

  /** A session that comes too late is closed when it comes. */
  async #connect(node: string): Promise<DataTypes[T]> {
    const connecting = this.#system.connect(this.#type, node)
    const timer = new AbortController()
    const late = sleep(connectMs, 'late' as const, { signal: timer.signal })
    try {
      const first = await Promise.race([connecting, late])
      if (first !== 'late') return first
    } finally {
      timer.abort()
    }
    connecting.then(
      (session) => session.close(),
      () => {},
    )
    throw new Error(`no session within ${connectMs / 1000} s`)
  }
}
