import { illegal, isIndeterminate, type Model } from '../model.ts'
import { HistoryError } from '../operation.ts'

/** A counter: `add` (value: a number, also negative), `read` (output: the sum). */
export function counter(options: { readonly initial?: number } = {}): Model<number> {
  return {
    name: 'counter',
    init: options.initial ?? 0,
    step(sum, op) {
      if (op.f === 'read') return isIndeterminate(op) || op.output === sum ? sum : illegal
      if (op.f !== 'add') throw new HistoryError(`a counter does not know "${op.f}": it knows add, read`)
      if (typeof op.value !== 'number') throw new HistoryError('what is added to a counter is a number')
      return sum + op.value
    },
    observer: (op) => op.f === 'read' || op.value === 0,
    opKey: (op) => (op.f === 'read' ? ['read', op.output] : ['add', op.value]),
  }
}
