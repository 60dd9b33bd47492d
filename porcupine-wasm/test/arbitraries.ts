import fc from 'fast-check'
import { illegal, isIndeterminate, type Model } from '../src/model.ts'
import type { Operation } from '../src/operation.ts'

/**
 * Random histories: up to `size` operations with intervals on a small integer clock (ties included), about a fifth of
 * them indeterminate. Outputs come from a run of the model at random points of the intervals, so that most histories
 * start out linearizable; then some outputs are mutated.
 */
export function histories(
  model: Model,
  ops: fc.Arbitrary<Asked>,
  size = Number(process.env.PORCUPINE_SIZE ?? 9),
): fc.Arbitrary<Operation[]> {
  const one = fc.record({
    asked: ops,
    invoke: fc.nat(20),
    length: fc.nat(12),
    point: fc.double({ min: 0, max: 1, noNaN: true }),
    fate: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'lost', 'late', 'mutated'),
    process: fc.nat(2),
  })
  return fc.array(one, { maxLength: size, size: 'max' }).map((drawn) => run(model, drawn))
}

/** An operation to be asked: `answer` gives its output in a state, `wrong` another one. */
export interface Asked {
  readonly f: string
  readonly value?: unknown
  readonly answer: (state: unknown) => unknown
  readonly wrong: unknown
}

interface Drawn {
  readonly asked: Asked
  readonly invoke: number
  readonly length: number
  readonly point: number
  readonly fate: string
  readonly process: number
}

function run(model: Model, drawn: readonly Drawn[]): Operation[] {
  let state = model.init
  const inOrder = [...drawn].sort((a, b) => a.invoke + a.point * a.length - (b.invoke + b.point * b.length))
  return inOrder.map(({ asked, invoke, length, fate, process }) => {
    const { f, value } = asked
    const info = fate === 'lost' || fate === 'late'
    const output = fate === 'mutated' ? asked.wrong : asked.answer(state)
    const op = { f, value, process, invoke, complete: info ? Number.POSITIVE_INFINITY : invoke + length, output }
    const next = fate === 'lost' ? illegal : model.step(state, { ...op, output: asked.answer(state) })
    if (next !== illegal) state = next
    return isIndeterminate(op) ? { ...op, output: undefined } : op
  })
}

/** Operations of a register with values 0 … `domain - 1`, nil reads included. */
export function registerOps(domain: number, cas: boolean): fc.Arbitrary<Asked> {
  const value = fc.nat(domain - 1)
  const read = value.map((wrong): Asked => ({ f: 'read', answer: (state) => state, wrong: wrong === 0 ? null : wrong }))
  const write = value.map((v): Asked => ({ f: 'write', value: v, answer: () => v, wrong: v }))
  const swap = fc
    .tuple(value, value, fc.boolean())
    .map(([from, to, wrong]): Asked => ({ f: 'cas', value: [from, to], answer: (state) => state === from, wrong }))
  return cas ? fc.oneof(read, write, swap) : fc.oneof(read, read, write)
}
