import { MurphyError } from '../op/failure.ts'
import type { Json } from '../op/op.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift, sequence } from './lift.ts'
import { map } from './map.ts'
import { clients } from './on-threads.ts'
import { remember } from './remember.ts'
import { soonest } from './soonest.ts'
import type { ThreadSet } from './thread-set.ts'

/** A list of keys, or key by number without end (undefined ends it). */
export type Keys = readonly Json[] | ((index: number) => Json | undefined)

/**
 * Many small tests in one: for key after key the generator that `make` has for it, with `op.key` set. `make` is called
 * once a key and in their order, so it may fork a `Random` that nobody else draws from.
 */
export function sequentialKeys(keys: Keys, make: (key: Json) => Liftable): Generator {
  const build = builder(keys, make)
  return sequence((i) => build(i)?.of)
}

/**
 * Like `sequentialKeys`, with several keys at a time: each group of `threads` client threads works through a key of its
 * own and takes the next key when that one's generator is exhausted.
 */
export function concurrentKeys(threads: number, keys: Keys, make: (key: Json) => Liftable): Generator {
  return clients(
    new ConcurrentKeys(
      remember((all) => group(all, threads)),
      builder(keys, make),
      undefined,
      0,
      0,
    ),
  )
}

interface Keyed {
  readonly key: Json
  readonly of: Generator
}

/** What a group is at: null when there are no keys left for it. */
type Lane = Keyed | null

class ConcurrentKeys implements Generator {
  readonly divide: (threads: ThreadSet) => readonly ThreadSet[]
  readonly build: (index: number) => Keyed | undefined
  readonly lanes: readonly Lane[] | undefined
  readonly nextKey: number
  readonly turn: number

  constructor(
    divide: (threads: ThreadSet) => readonly ThreadSet[],
    build: (index: number) => Keyed | undefined,
    lanes: readonly Lane[] | undefined,
    nextKey: number,
    turn: number,
  ) {
    this.divide = divide
    this.build = build
    this.lanes = lanes
    this.nextKey = nextKey
    this.turn = turn
  }

  op(context: Context): Next | null {
    const groups = this.divide(context.threads)
    let nextKey = this.lanes === undefined ? groups.length : this.nextKey
    const lanes = this.lanes === undefined ? groups.map((_, i) => this.build(i) ?? null) : [...this.lanes]
    const choice = soonest(groups.length, this.turn, context.time, (g) => {
      const own = context.only(groups[g] as ThreadSet)
      if (own.free.size === 0) return lanes[g] === null ? null : ['pending', this]
      for (let lane = lanes[g] ?? null; lane !== null; ) {
        const next = lane.of.op(own)
        if (next !== null) return next
        lane = this.build(nextKey++) ?? null
        lanes[g] = lane
      }
      return null
    })
    if (choice === null) return null
    const { index, next } = choice
    if (next[0] === 'pending')
      return ['pending', new ConcurrentKeys(this.divide, this.build, lanes, nextKey, this.turn)]
    const lane = lanes[index]
    if (lane) lanes[index] = { key: lane.key, of: next[1] }
    return [next[0], new ConcurrentKeys(this.divide, this.build, lanes, nextKey, index + 1)]
  }

  /** The group's generator hears of its own key only, not of an op on the key before that is answered late. */
  update(context: Context, event: GeneratedOp): Generator {
    const thread = context.threadOf(event.process)
    if (this.lanes === undefined || thread === undefined) return this
    const groups = this.divide(context.threads)
    const g = groups.findIndex((group) => group.has(thread))
    const lane = this.lanes[g]
    const group = groups[g]
    if (!lane || group === undefined || !('key' in event) || event.key !== lane.key) return this
    const of = lane.of.update(context.only(group), event)
    if (of === lane.of) return this
    return new ConcurrentKeys(
      this.divide,
      this.build,
      this.lanes.with(g, { key: lane.key, of }),
      this.nextKey,
      this.turn,
    )
  }
}

/** How many built keys are remembered, so that asking again does not build again. */
const window = 1024

function builder(keys: Keys, make: (key: Json) => Liftable): (index: number) => Keyed | undefined {
  const keyAt = typeof keys === 'function' ? keys : (i: number) => keys[i]
  const built = new Map<number, Keyed>()
  return (index) => {
    const known = built.get(index)
    if (known !== undefined) return known
    const key = keyAt(index)
    if (key === undefined) return undefined
    const keyed = { key, of: map((op) => ({ ...op, key }), lift(make(key))) }
    built.set(index, keyed)
    built.delete(index - window)
    return keyed
  }
}

/** The threads in groups of `size`. */
function group(threads: ThreadSet, size: number): readonly ThreadSet[] {
  const all = [...threads]
  if (size < 1 || all.length % size !== 0 || all.length === 0)
    throw new MurphyError(
      'usage',
      `${all.length} client threads cannot be divided into groups of ${size}, one a key.`,
      {
        hint: `Set --concurrency to a multiple of ${Math.max(1, size)}.`,
      },
    )
  return Array.from({ length: all.length / size }, (_, g) => {
    const members = new Set(all.slice(g * size, (g + 1) * size))
    return threads.filter((thread) => members.has(thread))
  })
}
