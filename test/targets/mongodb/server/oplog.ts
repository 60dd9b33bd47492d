import type { BSON } from 'mongodb'

export type Document = BSON.Document

/** What becomes of one document; null: it is gone. */
export interface Change {
  readonly ns: string
  readonly id: string
  readonly document: Document | null
}

export interface Entry {
  readonly term: number
  readonly changes: readonly Change[]
}

/** A member's log and all versions of its documents; a position is how many entries there were. */
export class Oplog {
  readonly #entries: Entry[] = []
  readonly #versions = new Map<string, Map<string, { at: number; document: Document | null }[]>>()

  get length(): number {
    return this.#entries.length
  }

  get term(): number {
    return this.#entries.at(-1)?.term ?? 0
  }

  append(entry: Entry): number {
    const at = this.#entries.push(entry)
    for (const { ns, id, document } of entry.changes) {
      const documents = this.#versions.get(ns) ?? new Map()
      this.#versions.set(ns, documents)
      documents.set(id, [...(documents.get(id) ?? []), { at, document }])
    }
    return at
  }

  /** Makes it the other's copy: what only it had is rolled back. Says how many entries that were. */
  follow(other: Oplog): number {
    const common = this.#commonWith(other)
    const rolledBack = this.#entries.length - common
    if (rolledBack > 0) this.#truncate(common)
    for (const entry of other.#entries.slice(common)) this.append(entry)
    return rolledBack
  }

  /** As of a position; undefined where there was none. */
  get(ns: string, id: string, at: number): Document | undefined {
    return version(this.#versions.get(ns)?.get(id), at)
  }

  all(ns: string, at: number): Document[] {
    return [...(this.#versions.get(ns)?.values() ?? [])].flatMap((versions) => version(versions, at) ?? [])
  }

  /** The position at which it was changed last. */
  changedAt(ns: string, id: string): number {
    return this.#versions.get(ns)?.get(id)?.at(-1)?.at ?? 0
  }

  namespaces(): string[] {
    return [...this.#versions.keys()].filter((ns) => this.all(ns, this.length).length > 0)
  }

  /** Entries of one term at one position are the same, and so is all before (Raft's log matching). */
  #commonWith(other: Oplog): number {
    let common = Math.min(this.#entries.length, other.#entries.length)
    while (common > 0 && this.#entries[common - 1]?.term !== other.#entries[common - 1]?.term) common--
    return common
  }

  #truncate(length: number): void {
    this.#entries.length = length
    for (const documents of this.#versions.values())
      for (const [id, versions] of documents)
        documents.set(
          id,
          versions.filter(({ at }) => at <= length),
        )
  }
}

function version(versions: readonly { at: number; document: Document | null }[] | undefined, at: number) {
  return versions?.findLast((each) => each.at <= at)?.document ?? undefined
}
