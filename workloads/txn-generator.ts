import type { Context, GeneratedOp, Generator, Next } from '../src/generator/index.ts'
import { phases, timeLimit } from '../src/generator/index.ts'
import { fill } from '../src/generator/lift.ts'
import { draw, Random, type RandomState } from '../src/op/random.ts'
import { SECOND } from '../src/op/time.ts'
import { FinalReads } from './final-reads.ts'
import { ReadAgain } from './read-again.ts'
import { readsFromPrimary } from './routed-client.ts'

export interface TxnOptions {
  /** What a write is called. */
  readonly write: 'append' | 'w'
  /**
   * `exponential`: each key twice as often as the one before it, so that some are hot and some live long; `zipf`: the
   * n-th about 1/n as often as the first.
   */
  readonly keys?: 'exponential' | 'uniform' | 'zipf'
  /** How many keys are in use at a time; default 10, uniform 3. */
  readonly keyCount?: number
  /** Steps of a transaction, inclusive; default 1 to 4. */
  readonly minLength?: number
  readonly maxLength?: number
  /**
   * The most writes that any key may see in its life; default 256. How many it may see itself is drawn for each, small
   * numbers most often: a constant would miss what needs new keys often, a small one what needs long lives.
   */
  readonly maxWrites?: number
}

export interface TxnGenerators {
  readonly generator: Generator
  /** Reads every key that was used, when the load is over. */
  readonly final: Generator
}

/** How long the final reads may take: there are hundreds of keys, and a database that is down answers none. */
const finalTime = 20 * SECOND

/**
 * Random transactions as Elle's generator makes them (elle.txn; defaults as in its 0.3.12): a few keys are in use at a
 * time, each takes a number of writes that is drawn when it comes and then gives way to a new one. Half of the steps
 * read. Values count up from 1 in each key, so a write is told by key and value. Where reads go to any node, each process
 * reads again what it wrote.
 */
export function transactions(random: Random, reads: 'primary' | 'any-node', options: TxnOptions): TxnGenerators {
  const { keys = 'exponential', minLength = 1, maxLength = 4, maxWrites = 256 } = options
  const keyCount = options.keyCount ?? (keys === 'uniform' ? 3 : 10)
  const settings: Settings = { write: options.write, keys, minLength, maxLength, maxWrites }
  const caps = new Random(random.fork())
  const first = Array.from({ length: keyCount }, (_, key) => ({ key, written: 0, cap: zipf(caps, maxWrites) }))
  const used = { count: 0 }
  const txns = new Txns(settings, used, { random: random.fork(), active: first, nextKey: keyCount })
  return {
    generator: reads === 'any-node' ? new ReadAgain(txns) : txns,
    final: phases(
      reads === 'any-node' ? readsFromPrimary : null,
      timeLimit(finalTime, new FinalReads(() => used.count)),
    ),
  }
}

type Settings = Required<Omit<TxnOptions, 'keyCount'>>

/** A key in use. */
interface Active {
  readonly key: number
  readonly written: number
  readonly cap: number
}

interface State {
  readonly random: RandomState
  readonly active: readonly Active[]
  readonly nextKey: number
}

type Mop = readonly [f: string, key: number, value: number | null]

class Txns implements Generator {
  readonly settings: Settings
  /** How many keys the ops that were really performed have got to; noted for the final reads only. */
  readonly used: { count: number }
  readonly state: State

  constructor(settings: Settings, used: { count: number }, state: State) {
    this.settings = settings
    this.used = used
    this.state = state
  }

  op(context: Context): Next {
    if (context.free.size === 0) return ['pending', this]
    const [value, state] = transaction(this.settings, this.state)
    const op = fill({ f: 'txn', value }, context)
    return [op, op === 'pending' ? this : new Txns(this.settings, this.used, state)]
  }

  update(_context: Context, event: GeneratedOp): Generator {
    if (event.type === 'invoke') this.used.count = Math.max(this.used.count, this.state.nextKey)
    return this
  }
}

function transaction(settings: Settings, state: State): [Mop[], State] {
  const [seed, next] = draw(state.random)
  const random = new Random(seed * 4294967296)
  const active = [...state.active]
  let { nextKey } = state
  const length = settings.minLength + random.int(settings.maxLength - settings.minLength + 1)
  const mops = Array.from({ length }, (): Mop => {
    const at = choose[settings.keys](random, active.length)
    const { key, written, cap: most } = active[at] as Active
    if (random.int(2) === 0) return ['r', key, null]
    active[at] =
      written + 1 < most
        ? { key, written: written + 1, cap: most }
        : { key: nextKey++, written: 0, cap: zipf(random, settings.maxWrites) }
    return [settings.write, key, written + 1]
  })
  return [mops, { random: next, active, nextKey }]
}

/** A number below `count`. */
const choose: Readonly<Record<Settings['keys'], (random: Random, count: number) => number>> = {
  exponential: (random, count) => Math.floor(Math.log2(1 + random.float() * (2 ** count - 1))),
  uniform: (random, count) => random.int(count),
  zipf: (random, count) => zipf(random, count) - 1,
}

/** 1 to `most`, n about as likely as 1/n (Zipf with exponent 1, drawn by its continuous form). */
function zipf(random: Random, most: number): number {
  return Math.floor((most + 1) ** random.float())
}
