import type { Member } from './member.ts'
import type { Change, Document } from './oplog.ts'
import { idOf } from './query.ts'
import { noSuchTransaction, writeConflict } from './server-error.ts'

/** An abandoned transaction holds what it wrote for so long. */
const lifetimeMs = 1000

interface Transaction {
  readonly snapshot: number
  readonly startedAt: number
  readonly writes: Map<string, Change>
}

/**
 * Transactions of one server: each reads the snapshot of its beginning and its own writes, and of two that write one
 * document the second is aborted ("first updater wins"), as in WiredTiger.
 */
export class OpenTransactions {
  readonly #member: Member
  readonly #open = new Map<string, Transaction>()
  readonly #committed = new Map<string, number>()
  /** A flaw: lets two overwrite each other. */
  blind = false

  constructor(member: Member) {
    this.#member = member
  }

  start(key: string, snapshot: number): void {
    this.#open.set(key, { snapshot, startedAt: performance.now(), writes: new Map() })
  }

  get(key: string): Transaction {
    const transaction = this.#open.get(key)
    if (transaction === undefined) throw noSuchTransaction()
    return transaction
  }

  find(key: string, ns: string, id: string): Document | undefined {
    const { writes, snapshot } = this.get(key)
    const own = writes.get(`${ns} ${id}`)
    return own === undefined ? this.#member.oplog.get(ns, id, snapshot) : (own.document ?? undefined)
  }

  all(key: string, ns: string): Document[] {
    const { writes, snapshot } = this.get(key)
    const own = [...writes.values()].filter((change) => change.ns === ns)
    const ids = new Set(own.map(({ id }) => id))
    const others = this.#member.oplog.all(ns, snapshot).filter(({ _id }) => !ids.has(idOf(_id)))
    return [...others, ...own.flatMap(({ document }) => document ?? [])]
  }

  write(key: string, change: Change): void {
    const { writes, snapshot } = this.get(key)
    const changed = this.#member.oplog.changedAt(change.ns, change.id) > snapshot
    if (!this.blind && (changed || this.holder(change.ns, change.id, key) !== undefined)) {
      this.abort(key)
      throw writeConflict()
    }
    writes.set(`${change.ns} ${change.id}`, change)
  }

  /** Who has written a document and is not done; those that have lived too long are aborted. */
  holder(ns: string, id: string, except?: string): string | undefined {
    for (const [key, { startedAt, writes }] of this.#open) {
      if (key === except || !writes.has(`${ns} ${id}`)) continue
      if (performance.now() - startedAt < lifetimeMs) return key
      this.abort(key)
    }
    return undefined
  }

  /** The position of its commit; the same again where it is asked again. */
  commit(key: string): number {
    const before = this.#committed.get(key)
    if (before !== undefined) return before
    const { writes } = this.get(key)
    this.#open.delete(key)
    // One that only read waits for what it has read.
    const at = writes.size === 0 ? this.#member.oplog.length : this.#member.write([...writes.values()])
    this.#committed.set(key, at)
    return at
  }

  abort(key: string): void {
    this.#open.delete(key)
    this.#member.emit('progress')
  }

  abortAll(): void {
    this.#open.clear()
    this.#committed.clear()
  }
}
