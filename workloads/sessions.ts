import { setTimeout as sleep } from 'node:timers/promises'
import type { DataTypeName, DataTypes } from '../src/client/data-types.ts'
import type { SystemFace } from './workload.ts'

/**
 * How long one op waits for a session to open, ms. Below the shortest time-out of a worker: an op that was never sent
 * must fail and not become indeterminate.
 */
const opWaitMs = 400

/**
 * One client's sessions, at most one a node, opened when first needed. Opening may take longer than one op waits; the
 * next op waits for the same opening, so that a slow node is reached in the end.
 */
export class Sessions<T extends DataTypeName> {
  readonly #system: SystemFace
  readonly #type: T
  readonly #sessions = new Map<string, Promise<DataTypes[T]>>()
  #closed = false

  constructor(system: SystemFace, type: T) {
    this.#system = system
    this.#type = type
  }

  /** The session with `node`. Rejects when it cannot be opened, or not in time. */
  async to(node: string, waitMs = opWaitMs): Promise<DataTypes[T]> {
    if (this.#closed) throw new Error('the client is closed')
    const session = this.#sessions.get(node) ?? this.#open(node)
    const timer = new AbortController()
    try {
      const first = await Promise.race([session, sleep(waitMs, 'late' as const, { signal: timer.signal })])
      if (first === 'late') throw new Error(`not open after ${waitMs} ms`)
      return first
    } finally {
      timer.abort()
    }
  }

  /** Ends the session with `node`, or its opening: the next op there gets a fresh one. */
  drop(node: string): void {
    const session = this.#sessions.get(node)
    this.#sessions.delete(node)
    void session?.then(
      (open) => open.close(),
      () => {},
    )
  }

  /** Ends sessions with nodes that are no longer spoken to. */
  keepOnly(nodes: readonly string[]): void {
    for (const node of [...this.#sessions.keys()]) if (!nodes.includes(node)) this.drop(node)
  }

  /** Ends all; does not wait for nodes that do not answer. */
  close(): void {
    this.#closed = true
    this.keepOnly([])
  }

  #open(node: string): Promise<DataTypes[T]> {
    const session = this.#system.connect(this.#type, node, this)
    this.#sessions.set(node, session)
    session.catch(() => {
      if (this.#sessions.get(node) === session) this.#sessions.delete(node)
    })
    return session
  }
}
