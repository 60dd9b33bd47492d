import type { Amount, Change, Hold, ListMop, RegisterMop, RowMop, Way } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import { Random } from '../../op/random.ts'
import { AmountsObject } from './amounts.ts'
import type { Flaw } from './flaws.ts'
import { LockObject } from './lock.ts'
import { ListObject, RegisterObject, SetObject } from './objects.ts'
import { oneIn } from './one-in.ts'
import { TableObject } from './table.ts'
import { canBeStale, canFracture, perform, type Transacted, writes } from './transaction.ts'
import { WatchedObject } from './watched.ts'

export interface StoreOptions {
  readonly flaw: Flaw
  /** One op in this many shows the flaw; 0 for none. Counted over the ops that can show it. */
  readonly flawEvery: number
  /** Mean time of an op, ms; each takes from nothing to twice as long. 0: answers at once. */
  readonly latencyMs: number
  /** How late a late answer is, ms. */
  readonly lateByMs: number
  readonly seed: number
}

interface Step<T> {
  /** Whether the flaw in force could be seen in this op. */
  readonly canShow: (flaw: Flaw) => boolean
  /** Performs the op; the moment at which it takes effect. */
  readonly act: (flaw: Flaw) => T
}

const writeFlaws: readonly Flaw[] = ['lose-writes', 'duplicate', 'reorder']

/**
 * The data of an in-process database. An op takes effect in one instant between its invocation and its answer, so
 * without a flaw it is linearizable. What happens to which op follows from the seed and the order in which ops arrive.
 */
export class Store {
  readonly #options: StoreOptions
  readonly #registers = new Map<string, RegisterObject>()
  readonly #lists = new Map<number, ListObject>()
  readonly #set = new SetObject()
  readonly #requests = new Set<string>()
  readonly #amounts = new AmountsObject()
  readonly #table = new TableObject()
  readonly #locks = new Map<number, LockObject>()
  readonly #watched = new Map<number, WatchedObject>()
  readonly #shows: () => boolean
  readonly #random: Random
  readonly #timers = new Set<NodeJS.Timeout>()
  #writes = 0

  constructor(options: StoreOptions) {
    this.#options = options
    this.#random = new Random(options.seed)
    this.#shows = oneIn(options.flaw === 'none' ? 0 : options.flawEvery, this.#random.fork())
  }

  /** How many writes have been asked for: the store's position. */
  get writes(): number {
    return this.#writes
  }

  read(key: Json): Promise<Json> {
    const register = this.#register(key)
    return this.#perform({
      canShow: (flaw) => flaw === 'stale-reads' && register.canBeStale,
      act: (flaw) => register.read(flaw),
    })
  }

  write(key: Json, value: Json): Promise<void> {
    const register = this.#register(key)
    return this.#perform({ canShow: isWriteFlaw, act: (flaw) => this.#count(() => register.write(value, flaw)) })
  }

  cas(key: Json, from: Json, to: Json): Promise<boolean> {
    const register = this.#register(key)
    return this.#perform({
      canShow: (flaw) => isWriteFlaw(flaw) && register.holds(from),
      act: (flaw) => this.#count(() => register.cas(from, to, flaw)),
    })
  }

  add(element: number): Promise<void> {
    return this.#perform({ canShow: isWriteFlaw, act: (flaw) => this.#count(() => this.#set.add(element, flaw)) })
  }

  /** As `add`, but only once under a key. */
  insert(element: number, key: string | null): Promise<void> {
    return this.#perform({
      canShow: isWriteFlaw,
      act: (flaw) => {
        if (key !== null && this.#requests.has(key)) return
        if (key !== null) this.#requests.add(key)
        this.#count(() => this.#set.add(element, flaw))
      },
    })
  }

  elements(): Promise<number[]> {
    return this.#perform({
      canShow: (flaw) => flaw === 'stale-reads' && this.#set.canBeStale,
      act: (flaw) => this.#set.read(flaw),
    })
  }

  listAppend(mops: readonly ListMop[]): Promise<ListMop[]> {
    return this.#transact(mops, (key) => this.#list(key))
  }

  rwRegister(mops: readonly RegisterMop[]): Promise<RegisterMop[]> {
    return this.#transact(mops, (key) => this.#register(key))
  }

  async fill(amounts: readonly Amount[]): Promise<void> {
    this.#amounts.fill(amounts)
  }

  amounts(): Promise<Amount[]> {
    return this.#perform({
      canShow: (flaw) => (flaw === 'stale-reads' || flaw === 'fractured-reads') && this.#amounts.canBeStale,
      act: (flaw) => this.#amounts.read(flaw),
    })
  }

  addAmounts(changes: readonly Amount[], way: Way): Promise<Amount[] | null> {
    return this.#perform({
      canShow: (flaw) => isWriteFlaw(flaw) || (flaw === 'lost-updates' && this.#amounts.overwrites(changes, way)),
      act: (flaw) => this.#count(() => this.#amounts.add(changes, way, flaw)),
    })
  }

  rows(mops: readonly RowMop[]): Promise<RowMop[] | null> {
    const changes = mops.some(([f]) => f !== 'select')
    return this.#perform({
      canShow: (flaw) => (flaw === 'stale-reads' && this.#table.canBeStale(mops)) || (isWriteFlaw(flaw) && changes),
      act: (flaw) => this.#count(() => this.#table.transact(mops, flaw)),
    })
  }

  /** Asks again until it has the lock, or has waited for so long; others who wait may come first. */
  async acquire(key: number, leaseMs: number, waitMs: number): Promise<Hold | null> {
    const end = performance.now() + waitMs
    for (;;) {
      const hold = this.#lock(key).acquire(leaseMs)
      if (hold !== null || performance.now() >= end) return hold
      await this.#sleep(1)
    }
  }

  protectedNumbers(): Promise<Amount[]> {
    return this.#perform({
      canShow: () => false,
      act: () => [...this.#locks].map(([key, { value }]): Amount => [key, value]).sort(([a], [b]) => a - b),
    })
  }

  writeProtected(hold: Hold, value: number, fenced: boolean): Promise<boolean> {
    const lock = this.#lock(hold.key)
    return this.#perform({
      canShow: (flaw) => isWriteFlaw(flaw) || (flaw === 'lost-updates' && fenced && !lock.isHeldBy(hold)),
      act: (flaw) => this.#count(() => lock.write(hold, value, fenced, flaw)),
    })
  }

  async release(hold: Hold): Promise<void> {
    this.#lock(hold.key).release(hold)
  }

  /** The revision of a change is its number among all writes. */
  put(key: number, value: number): Promise<number> {
    const watched = this.#watchedAt(key)
    return this.#perform({
      canShow: isWriteFlaw,
      act: (flaw) =>
        this.#count(() => {
          watched.put([this.#writes, value], flaw)
          return this.#writes
        }),
    })
  }

  async watch(key: number, after: number, { ms, until }: { ms: number; until: number }): Promise<Change[]> {
    const end = performance.now() + ms
    const watched = this.#watchedAt(key)
    while ((until === 0 || watched.last < until) && performance.now() < end) await this.#sleep(1)
    return await this.#perform({
      canShow: (flaw) => flaw === 'lose-events' && watched.canLose(after),
      act: (flaw) => watched.changes(after, flaw),
    })
  }

  /** Forgets everything that is still to come: late answers never arrive after this. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  async #perform<T>({ canShow, act }: Step<T>): Promise<T> {
    const { flaw, latencyMs, lateByMs } = this.#options
    if (latencyMs > 0) await this.#sleep(this.#random.float() * latencyMs)
    const slow = flaw === 'late' || flaw === 'never'
    const flawed = (slow || canShow(flaw)) && this.#shows()
    if (flawed && slow) return await this.#withhold(act, flaw === 'late' ? lateByMs : undefined)
    const answer = act(flawed ? flaw : 'none')
    if (latencyMs > 0) await this.#sleep(this.#random.float() * latencyMs)
    return answer
  }

  /** Answers `after` so many ms, or never; the op takes effect at its two ends alike, or (never) not at all. */
  async #withhold<T>(act: (flaw: Flaw) => T, after: number | undefined): Promise<T> {
    const early = this.#random.int(2) === 0
    if (after === undefined) {
      if (early) act('none')
      return await new Promise<T>(() => {})
    }
    if (!early) {
      await this.#sleep(after)
      return act('none')
    }
    const answer = act('none')
    await this.#sleep(after)
    return answer
  }

  /** All steps in one instant; a flaw shows in all that can show it. */
  #transact<M extends ListMop | RegisterMop>(mops: readonly M[], object: (key: number) => Transacted): Promise<M[]> {
    return this.#perform({
      canShow: (flaw) =>
        (flaw === 'stale-reads' && canBeStale(mops, object)) ||
        (flaw === 'fractured-reads' && canFracture(mops, object)) ||
        (isWriteFlaw(flaw) && writes(mops) > 0),
      act: (flaw) => {
        this.#writes += writes(mops)
        return perform(mops, object, flaw)
      },
    })
  }

  #list(key: number): ListObject {
    let list = this.#lists.get(key)
    if (list === undefined) {
      list = new ListObject()
      this.#lists.set(key, list)
    }
    return list
  }

  #lock(key: number): LockObject {
    const lock = this.#locks.get(key) ?? new LockObject(key)
    this.#locks.set(key, lock)
    return lock
  }

  #watchedAt(key: number): WatchedObject {
    const watched = this.#watched.get(key) ?? new WatchedObject()
    this.#watched.set(key, watched)
    return watched
  }

  #register(key: Json): RegisterObject {
    const name = JSON.stringify(key)
    let register = this.#registers.get(name)
    if (register === undefined) {
      register = new RegisterObject()
      this.#registers.set(name, register)
    }
    return register
  }

  #count<T>(write: () => T): T {
    this.#writes++
    return write()
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        resolve()
      }, ms)
      this.#timers.add(timer)
    })
  }
}

function isWriteFlaw(flaw: Flaw): boolean {
  return writeFlaws.includes(flaw)
}
