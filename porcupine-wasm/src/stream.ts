import { type CheckOptions, type CheckResult, checkOperations, type ObjectResult, resultOf } from './check.ts'
import { Interner } from './core/intern.ts'
import type { Model } from './model.ts'
import { HistoryError, type HistoryEvent, type Operation } from './operation.ts'

export interface StreamOptions extends CheckOptions {
  /**
   * Answers between two checks of one object, at least; also at least an eighth of what the object has had, so that
   * all checks together cost no more than nine times the last. 1 and `share: 0`: each answer is judged as it comes.
   * @default 64
   */
  readonly every?: number
  /** @default 0.125 */
  readonly share?: number
}

/** One object's operations so far. */
interface Feed {
  readonly key: unknown
  /** Those that failed are gone. */
  readonly operations: (Operation | undefined)[]
  /** Answers since the last check, and in all. */
  fresh: number
  answered: number
  /** What a check said that found it illegal. */
  broken?: ObjectResult
}

/**
 * Checks a history while it is being made: `feed` it every event; it answers with an object's result as soon as a check
 * finds that object illegal (the explanation names the first impossible answer), once for each object. Operations that
 * have no answer yet count as indeterminate, so what it calls illegal stays illegal.
 */
export class LinearizabilityStream<State = unknown> {
  readonly #model: Model<State>
  readonly #options: StreamOptions
  readonly #keys = new Interner()
  readonly #feeds: Feed[] = []
  readonly #open = new Map<number | string, { readonly feed: Feed; readonly at: number; readonly op: Operation }>()
  #time = 0

  constructor(model: Model<State>, options: StreamOptions = {}) {
    this.#model = model
    this.#options = options
  }

  feed(event: HistoryEvent): ObjectResult | undefined {
    const time = this.#time++
    if (event.type === 'invoke') {
      this.#invoke(event, time)
      return undefined
    }
    const open = this.#open.get(event.process)
    if (!open)
      throw new HistoryError(`event ${time}: process ${event.process} has "${event.type}" without an invocation`)
    this.#open.delete(event.process)
    if (event.type === 'info') return undefined
    const { feed, at, op } = open
    // A failed operation did not happen.
    feed.operations[at] = event.type === 'ok' ? { ...op, output: event.value, complete: time } : undefined
    feed.answered++
    feed.fresh++
    const { every = 64, share = 0.125 } = this.#options
    return !feed.broken && feed.fresh >= Math.max(every, share * feed.answered) ? this.#check(feed) : undefined
  }

  /**
   * The verdict on everything that was fed. An object that was found illegal on the way, and cannot be judged again
   * within the budget, is as it was found then.
   */
  finish(): CheckResult {
    const start = performance.now()
    const operations = this.#feeds.flatMap(happened)
    const { objects } = checkOperations(this.#model, operations, this.#options)
    const broken = (key: unknown) => this.#feeds[this.#keys.id(key)]?.broken
    const judged = objects.map((one) => (one.verdict === 'unknown' && broken(one.key)) || one)
    return resultOf(judged, operations, start)
  }

  #invoke({ process, f, value, key }: HistoryEvent, time: number): void {
    if (this.#open.has(process))
      throw new HistoryError(`event ${time}: process ${process} has an operation open already`)
    const asked = { f, value, process, invoke: time, complete: Number.POSITIVE_INFINITY }
    const op: Operation = key === undefined ? asked : { ...asked, key }
    const part = this.#model.partition ? this.#model.partition(op) : key
    const id = this.#keys.id(part)
    const feed: Feed = this.#feeds[id] ?? { key: part, operations: [], fresh: 0, answered: 0 }
    this.#feeds[id] = feed
    this.#open.set(process, { feed, at: feed.operations.push(op) - 1, op })
  }

  #check(feed: Feed): ObjectResult | undefined {
    feed.fresh = 0
    const [result] = checkOperations(this.#model, happened(feed), this.#options).objects
    if (result?.verdict === 'invalid') feed.broken = result
    return feed.broken
  }
}

function happened({ operations }: Feed): Operation[] {
  return operations.filter((op) => op !== undefined)
}
