import type { Json, Op } from '../src/op/op.ts'
import { Random } from '../src/op/random.ts'

export interface HistoryShape {
  readonly workload: 'list-append' | 'rw-register'
  /**
   * `serializable`: each transaction takes effect at one moment while it is open. `buggy`: its micro-operations do so
   * one by one, and now and then one of an aborted transaction stays.
   */
  readonly database: 'serializable' | 'buggy'
  readonly transactions: number
  readonly seed: number
}

const processes = 20
const liveKeys = 10
const writesPerKey = 32
const maxMops = 4

type Mop = [f: string, key: number, value: Json]

/**
 * A history of a simulated database, the same for the same shape: 20 processes, 10 live keys that are retired after 32
 * writes, 1 to 4 micro-operations a transaction, half of them reads, keys chosen exponentially (Elle's defaults but
 * for the cap). About one transaction in fifty is rolled back, one in a hundred is never answered.
 */
export function isolationHistory({ workload, database, transactions, seed }: HistoryShape): Op[] {
  const random = new Random(seed)
  const write = workload === 'list-append' ? 'append' : 'w'
  const keys = Array.from({ length: liveKeys }, (_, i) => i)
  const written = new Map<number, number>()
  const lists = new Map<number, Json[]>()
  const registers = new Map<number, Json>()
  let nextKey = liveKeys
  const ops: Op[] = []
  const process = Array.from({ length: processes }, (_, i) => i)
  let nextProcess = processes
  const open: (Running | undefined)[] = process.map(() => undefined)

  const choose = (): Mop[] =>
    Array.from({ length: 1 + random.int(maxMops) }, (): Mop => {
      const slot = Math.floor(Math.log2(1 + random.float() * (2 ** liveKeys - 1)))
      const key = keys[slot] as number
      if (random.int(2) === 0) return ['r', key, null]
      const value = (written.get(key) ?? 0) + 1
      written.set(key, value)
      if (value === writesPerKey) keys[slot] = nextKey++
      return [write, key, value]
    })

  const apply = (mop: Mop): Mop => {
    const [f, key, value] = mop
    if (f === 'r')
      return [f, key, workload === 'list-append' ? [...(lists.get(key) ?? [])] : (registers.get(key) ?? null)]
    if (workload === 'rw-register') registers.set(key, value)
    else {
      const list = lists.get(key)
      if (list) list.push(value)
      else lists.set(key, [value])
    }
    return mop
  }

  const record = (slot: number, type: Op['type'], value: readonly Mop[]) => {
    ops.push({ index: ops.length, time: ops.length * 1000, process: process[slot] as number, type, f: 'txn', value })
  }

  for (let begun = 0, busy = 0; begun < transactions || busy > 0; ) {
    const slot = random.int(processes)
    const running = open[slot]
    if (running === undefined) {
      if (begun === transactions) continue
      const asked = choose()
      record(slot, 'invoke', asked)
      const luck = random.int(100)
      open[slot] = { asked, done: [], outcome: luck < 2 ? 'fail' : luck < 3 ? 'info' : 'ok' }
      begun++
      busy++
      continue
    }
    const { asked, done, outcome } = running
    if (done.length < asked.length) {
      const dirty = outcome === 'fail' && !(database === 'buggy' && random.int(20) === 0)
      const step = (mop: Mop) => done.push(dirty ? mop : apply(mop))
      if (database === 'buggy') step(asked[done.length] as Mop)
      else asked.forEach(step)
      continue
    }
    record(slot, outcome, outcome === 'ok' ? done : asked)
    if (outcome === 'info') process[slot] = nextProcess++
    open[slot] = undefined
    busy--
  }
  return ops
}

interface Running {
  readonly asked: readonly Mop[]
  readonly done: Mop[]
  readonly outcome: 'ok' | 'fail' | 'info'
}

/**
 * 10,000 transactions (2.8 MB as JSON lines) in one strongly connected component: each appends to a key of its own, and
 * reads what the transactions 1 and 7 places further on append, round and round. 20 processes take turns. By data alone
 * the shortest cycle has `tangledCycle` transactions; real time gives cycles of two.
 */
export function tangledHistory(transactions = 10_000): Op[] {
  return Array.from({ length: transactions }, (_, i) => {
    const key = (steps: number) => (i + steps) % transactions
    const name = (nth: number) => `account-${String(nth).padStart(5, '0')}`
    const op = { process: i % processes, f: 'txn' }
    const asked: Json = [['append', name(i), i], ...[1, 7].map((steps) => ['r', name(key(steps)), null])]
    const answer: Json = [['append', name(i), i], ...[1, 7].map((steps) => ['r', name(key(steps)), [key(steps)]])]
    return [
      { ...op, index: 2 * i, time: 2000 * i, type: 'invoke', value: asked } as const,
      { ...op, index: 2 * i + 1, time: 2000 * i + 1000, type: 'ok', value: answer } as const,
    ]
  }).flat()
}

/** 1428 steps of 7 and 4 of 1 are once round. */
export const tangledCycle = 1432
