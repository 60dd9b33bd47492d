import { Interner } from '../core/intern.ts'
import { describeState, illegal, isIndeterminate, type Model } from '../model.ts'
import type { Operation } from '../operation.ts'

/**
 * The model of all objects of a history at once, which is what checking it without P-compositionality (Herlihy & Wing
 * 1990, theorem 1) takes. A state is the number of each object's state, in order of first appearance.
 */
export function together(model: Model, operations: readonly Operation[]): Model<readonly number[]> {
  const keyOf = (op: Operation) => (model.partition ? model.partition(op) : op.key)
  const keys = new Interner()
  for (const op of operations) keys.id(keyOf(op))
  const ids = new Interner()
  const states: unknown[] = []
  const idOf = (state: unknown) => {
    const id = ids.id(model.stateKey ? model.stateKey(state) : state)
    if (id === states.length) states.push(state)
    return id
  }
  /** The steps that single objects have taken: far fewer than all of them together take. */
  const taken = new Map<Operation, Map<number, number>>()
  return {
    name: model.name,
    init: new Array<number>(keys.size).fill(idOf(model.init)),
    step(state, op) {
      const object = keys.id(keyOf(op))
      const from = state[object] as number
      const steps = taken.get(op) ?? new Map<number, number>()
      let to = steps.get(from)
      if (to === undefined) {
        const next = model.step(states[from], op)
        to = next === illegal ? -1 : idOf(next)
        steps.set(from, to)
        taken.set(op, steps)
      }
      return to < 0 ? illegal : to === from ? state : state.with(object, to)
    },
    partition: () => undefined,
    object: keyOf,
    stateKey: (state) => state.join(' '),
    opKey: (op) => {
      const key = model.opKey ? model.opKey(op) : [op.f, op.value, isIndeterminate(op) || op.output]
      return [keys.id(keyOf(op)), Array.isArray(key), ...(Array.isArray(key) ? key : [key])]
    },
    ...(model.observer && { observer: (op) => model.observer?.(op) === true }),
    ...(model.describe && { describe: (op) => model.describe?.(op) ?? op.f }),
    describeState: (state) => state.map((id) => describeState(model, states[id])).join(', '),
  }
}
