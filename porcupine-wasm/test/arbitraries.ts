import fc from 'fast-check'
import { illegal, isIndeterminate, type Model } from '../src/model.ts'
import type { HistoryEvent, Operation } from '../src/operation.ts'

/** Most operations that are open at once, but for those whose answer never came. */
export const mostProcesses = 8

/** A history in both forms. What failed is only in the events: it did not happen. */
export interface Recorded {
  readonly operations: Operation[]
  readonly events: HistoryEvent[]
}

/** An operation to be asked: `answer` gives its output in a state, `wrong` another one. */
export interface Asked {
  readonly f: string
  readonly value?: unknown
  readonly answer: (state: unknown) => unknown
  readonly wrong: unknown
}

/** The values of one history that are used once, from 1 up. */
export class Values {
  #last = 0

  fresh(): number {
    return ++this.#last
  }

  /** One of the latest; nil where there were not so many. */
  recent(back: number): number | null {
    return Math.max(0, this.#last - back) || null
  }
}

/** Where what is asked depends on what was asked before: the values of a history, in order. */
export type Ask = Asked | ((values: Values) => Asked)

interface Drawn {
  readonly asked: Ask
  readonly gap: number
  readonly length: number
  readonly point: number
  readonly fate: 'ok' | 'lost' | 'late' | 'mutated' | 'failed'
}

/**
 * Random histories of up to `size` operations by 1 to 8 processes in turn, on a small integer clock (ties included). In
 * every other history a sixth of them are indeterminate and some fail. Outputs come from a run of the model at random points of the intervals, so
 * that most histories start out linearizable; then some outputs are mutated. `stretch` makes operations overlap.
 */
export function recordings(
  model: Model,
  ops: fc.Arbitrary<Ask>,
  size = Number(process.env.PORCUPINE_SIZE ?? 12),
): fc.Arbitrary<Recorded> {
  const one = fc.record<Drawn>({
    asked: ops,
    gap: fc.integer({ min: 1, max: 4 }),
    length: fc.nat(6),
    point: fc.double({ min: 0, max: 1, noNaN: true }),
    fate: fc.constantFrom(
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'lost',
      'late',
      'mutated',
      'mutated',
      'failed',
    ),
  })
  return fc
    .record({
      processes: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 8, 8),
      stretch: fc.constantFrom(0, 1, 8, 8),
      calm: fc.boolean(),
      drawn: fc.oneof(
        fc.array(one, { maxLength: size, size: 'max' }),
        fc.array(one, { minLength: Math.min(mostProcesses, size), maxLength: size, size: 'max' }),
      ),
    })
    .map(({ processes, stretch, calm, drawn }) =>
      run(model, placed(calm ? drawn.map(answered) : drawn, processes, stretch)),
    )
}

/** The operations of `recordings`. */
export function histories(model: Model, ops: fc.Arbitrary<Ask>, size?: number): fc.Arbitrary<Operation[]> {
  return recordings(model, ops, size).map(({ operations }) => operations)
}

function answered(one: Drawn): Drawn {
  return one.fate === 'mutated' ? one : { ...one, fate: 'ok' }
}

interface Placed extends Drawn {
  readonly asked: Asked
  readonly process: number
  readonly invoke: number
  readonly end: number
  /** When it takes effect: after its end, perhaps, where nobody waits for the answer. */
  readonly effect: number
}

function placed(drawn: readonly Drawn[], processes: number, stretch: number): Placed[] {
  const clock = new Array<number>(processes).fill(0)
  const number = [...clock.keys()]
  const values = new Values()
  return drawn.map((one, i) => {
    const slot = i % processes
    const { gap, length, point, fate } = one
    const invoke = (clock[slot] as number) + gap
    const end = invoke + length + stretch
    const process = number[slot] as number
    clock[slot] = end
    // After an answer that never came a process goes on under another number.
    if (fate === 'lost' || fate === 'late') number[slot] = process + mostProcesses
    const asked = typeof one.asked === 'function' ? one.asked(values) : one.asked
    const effect = invoke + point * (end - invoke) * (fate === 'late' ? 3 : 1)
    return { ...one, asked, process, invoke, end, effect }
  })
}

interface Outcome {
  readonly op: Operation
  readonly type: 'ok' | 'fail' | 'info'
}

/** Each takes effect at its time or, where the object refuses then (a lock that is taken), as soon as it does not. */
function run(model: Model, ops: readonly Placed[]): Recorded {
  let state = model.init
  const outcomes = new Map<Placed, Outcome>()
  const settle = (one: Placed): boolean => {
    const { asked, process, invoke, end, fate } = one
    const info = fate === 'lost' || fate === 'late'
    const op = { f: asked.f, value: asked.value, process, invoke, complete: info ? Number.POSITIVE_INFINITY : end }
    const right = asked.answer(state)
    const happens = fate !== 'lost' && fate !== 'failed'
    const next = happens ? model.step(state, { ...op, output: right }) : illegal
    if (next !== illegal) state = next
    const output = isIndeterminate(op) ? undefined : fate === 'mutated' ? asked.wrong : right
    const refused = fate === 'failed' || (fate === 'ok' && next === illegal)
    outcomes.set(one, { op: { ...op, output }, type: info ? 'info' : refused ? 'fail' : 'ok' })
    return fate !== 'ok' || next !== illegal
  }
  let waiting: Placed[] = []
  for (const one of ops.toSorted((a, b) => a.effect - b.effect)) {
    waiting = [...waiting.filter(({ end }) => end >= one.effect), one]
    for (let at = waiting.findIndex(settle); at >= 0; at = waiting.findIndex(settle)) waiting.splice(at, 1)
  }
  const all = ops.flatMap((one) => outcomes.get(one) ?? [])
  return {
    operations: all.flatMap(({ op, type }) => (type === 'fail' ? [] : [op])),
    events: inOrder(ops.flatMap((one) => eventsOf(one, outcomes.get(one)))),
  }
}

interface Timed {
  readonly at: number
  readonly event: HistoryEvent
}

function eventsOf({ end }: Placed, outcome: Outcome | undefined): Timed[] {
  if (!outcome) return []
  const { op, type } = outcome
  const { f, value, output, invoke, process = 0 } = op
  const invoked: Timed = { at: invoke, event: { type: 'invoke', process, f, value } }
  // Of those whose answer never came, half say so, and half say nothing.
  if (type === 'info' && end % 2 === 0) return [invoked]
  return [invoked, { at: end, event: { type, process, f, value: type === 'ok' ? output : value } }]
}

/** Invocations before answers where times are equal: such operations overlap. */
function inOrder(timed: readonly Timed[]): HistoryEvent[] {
  const isAnswer = ({ event }: Timed) => (event.type === 'invoke' ? 0 : 1)
  return timed.toSorted((a, b) => a.at - b.at || isAnswer(a) - isAnswer(b)).map(({ event }) => event)
}

/** Most operations open at once, those whose answer never came left out. */
export function concurrencyOf(operations: readonly Operation[]): number {
  const answered = operations.filter((op) => !isIndeterminate(op))
  const openAt = (time: number) => answered.filter(({ invoke, complete }) => invoke <= time && time <= complete).length
  return Math.max(0, ...answered.map(({ invoke }) => openAt(invoke)))
}
