import { EventEmitter } from 'node:events'
import { Timestamp } from 'mongodb'
import { OpenTransactions } from './open-transactions.ts'
import { type Change, Oplog } from './oplog.ts'
import { notWritablePrimary, steppedDown, writeConcernFailed } from './server-error.ts'

export interface WriteConcern {
  readonly w?: 'majority' | number
  readonly wtimeout?: number
}

/** One server of the set. `progress` is emitted when it, or what it knows of others, has changed. */
export class Member extends EventEmitter<{ progress: []; written: [] }> {
  readonly name: string
  readonly size: number
  readonly oplog = new Oplog()
  readonly transactions = new OpenTransactions(this)
  leads = false
  term = 0
  /** How far each other member is known to have come, while this one leads. */
  readonly known = new Map<string, number>()
  /** What a majority is known to have. */
  committed = 0
  /** A flaw: says yes to w: majority as soon as it has the write itself. */
  lies = false

  constructor(name: string, size: number) {
    super()
    this.setMaxListeners(0)
    this.name = name
    this.size = size
  }

  /** Writes as the primary; the position. */
  write(changes: readonly Change[]): number {
    if (!this.leads) throw notWritablePrimary()
    const at = this.oplog.append({ term: this.term, changes })
    this.advance()
    this.emit('written')
    return at
  }

  advance(): void {
    if (this.leads) {
      const positions = [this.oplog.length, ...this.known.values()].sort((a, b) => b - a)
      this.committed = Math.max(this.committed, positions[Math.floor(this.size / 2)] ?? 0)
    }
    this.emit('progress')
  }

  stepDown(): void {
    this.leads = false
    this.transactions.abortAll()
    this.emit('progress')
  }

  /** Waits until the write concern holds for a position; an error of it else. */
  async replicated(at: number, { w = 'majority', wtimeout = 0 }: WriteConcern) {
    if (w === 1 || this.lies) return undefined
    const term = this.term
    const holds = () => {
      if (w === 'majority') return this.committed >= at
      return [...this.known.values()].filter((position) => position >= at).length + 1 >= w
    }
    const lost = () => !this.leads || this.term !== term
    const done = await this.until(() => holds() || lost(), wtimeout > 0 ? wtimeout : 60_000)
    if (!done) return writeConcernFailed
    return lost() ? steppedDown : undefined
  }

  /** False after `ms`. */
  async until(condition: () => boolean, ms: number): Promise<boolean> {
    if (condition()) return true
    return await new Promise((resolve) => {
      const settle = (is: boolean) => {
        clearTimeout(timer)
        this.off('progress', look)
        resolve(is)
      }
      const look = () => {
        if (condition()) settle(true)
      }
      const timer = setTimeout(() => settle(false), ms)
      timer.unref()
      this.on('progress', look)
    })
  }

  get time(): Timestamp {
    return new Timestamp({ t: this.oplog.length, i: 1 })
  }
}
