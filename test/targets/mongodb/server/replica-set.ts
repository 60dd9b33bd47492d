import { Member } from './member.ts'

const size = 3

/**
 * A replica set as a model: each member a log, a primary that the others copy after a while, elections that somebody else
 * calls. What a test needs to know of MongoDB, and no more.
 */
export class ReplicaSet {
  readonly members: readonly Member[]
  /** How long an entry takes from one member to another, ms. */
  lagMs = 2
  readonly #isolated = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.members = Array.from({ length: size }, (_, i) => new Member(`n${i + 1}`, size))
    for (const member of this.members) member.on('written', () => this.#replicateSoon())
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

  /** Nothing passes between it and the others; clients still reach it. */
  isolate(name: string): void {
    this.#isolated.add(name)
  }

  /** A deposed primary learns that it was, and what only it had is rolled back. */
  heal(): void {
    this.#isolated.clear()
    this.#replicate()
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
    clearTimeout(this.#timer)
    for (const member of this.members) if (member.leads) member.stepDown()
  }

  #connected(): Member[] {
    return this.members.filter(({ name }) => !this.#isolated.has(name))
  }

  #replicateSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#replicate()
    }, this.lagMs)
  }

  #replicate(): void {
    const connected = this.#connected()
    const leading = connected.filter(({ leads }) => leads)
    const primary = leading.find((each) => leading.every(({ term }) => term <= each.term))
    if (primary === undefined) return
    for (const each of connected) {
      if (each === primary) continue
      if (each.leads) each.stepDown()
      each.term = primary.term
      each.oplog.follow(primary.oplog)
      primary.known.set(each.name, each.oplog.length)
    }
    primary.advance()
    for (const each of connected) {
      each.committed = Math.min(primary.committed, each.oplog.length)
      each.advance()
    }
  }
}
