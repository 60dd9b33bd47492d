import { Member } from './member.ts'
import type { Document } from './oplog.ts'

const size = 3

/**
 * A replica set as a model: each member a log, a primary that the others copy after a while, elections that somebody else
 * calls. What a test needs to know of MongoDB, and no more.
 */
export class ReplicaSet {
  name = 'stub'
  initiated = false
  /** What it was initiated with. */
  configured: Document | undefined
  readonly members: readonly Member[]
  /** A flaw: reads show the state so many writes ago. */
  staleBy = 0
  readonly #isolated = new Set<string>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #lagMs = new Map<string, number>()

  /** `initiated` false: servers that do not know of a set yet. */
  constructor({ initiated = true } = {}) {
    this.members = Array.from({ length: size }, (_, i) => new Member(`n${i + 1}`, size))
    for (const member of this.members) member.on('written', () => this.#replicateSoon())
    if (initiated) this.initiate(this.name)
  }

  /** The first leads. */
  initiate(name: string, configured?: Document): void {
    this.name = name
    this.configured = configured
    this.initiated = true
    this.elect(this.member('n1'))
  }

  member(name: string): Member {
    const member = this.members.find((each) => each.name === name)
    if (member === undefined) throw new Error(`no member ${name}`)
    return member
  }

  /** The one with the newest election. */
  get primary(): Member {
    const leading = this.members.filter(({ leads }) => leads)
    return leading.reduce((newest, each) => (each.term > newest.term ? each : newest), leading[0] ?? this.member('n1'))
  }

  /** What comes from now on takes `ms` to a member; without this, 2. */
  lag(name: string, ms: number): void {
    this.#lagMs.set(name, ms)
    clearTimeout(this.#timers.get(name))
    this.#timers.delete(name)
    this.#replicateSoon()
  }

  /** Nothing passes between it and the others; clients still reach it. */
  isolate(name: string): void {
    this.#isolated.add(name)
  }

  /** A deposed primary learns that it was, and what only it had is rolled back. */
  heal(): void {
    this.#isolated.clear()
    this.#replicateSoon()
  }

  /** Makes one of those that see each other the primary: the one that has most, or the one that is said. */
  elect(chosen?: Member): Member {
    const reachable = this.#connected().filter((each) => each !== this.primary || each === chosen)
    const best = reachable.reduce((most, each) => (each.oplog.length > most.oplog.length ? each : most))
    const next = chosen ?? best
    next.term = Math.max(...this.members.map(({ term }) => term)) + 1
    for (const each of this.#connected()) if (each.leads) each.stepDown()
    next.leads = true
    next.known.clear()
    next.write([])
    return next
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    for (const member of this.members) if (member.leads) member.stepDown()
  }

  #connected(): Member[] {
    return this.members.filter(({ name }) => !this.#isolated.has(name))
  }

  #replicateSoon(): void {
    for (const { name } of this.members) {
      if (this.#timers.has(name)) continue
      const copy = () => {
        this.#timers.delete(name)
        this.#copyTo(this.member(name))
      }
      this.#timers.set(name, setTimeout(copy, this.#lagMs.get(name) ?? 2))
    }
  }

  /** From whoever leads among those that it sees. */
  #copyTo(member: Member): void {
    const connected = this.#connected()
    const leading = connected.filter(({ leads }) => leads)
    const primary = leading.find((each) => leading.every(({ term }) => term <= each.term))
    if (primary === undefined || primary === member || !connected.includes(member)) return
    if (member.leads) member.stepDown()
    member.term = primary.term
    member.oplog.follow(primary.oplog)
    primary.known.set(member.name, member.oplog.length)
    primary.advance()
    member.committed = Math.min(primary.committed, member.oplog.length)
    member.advance()
    // What the majority has, others hear of with the next copy.
    if (connected.some(({ committed }) => committed < primary.committed)) this.#replicateSoon()
  }
}
