import { canonical } from '../core/intern.ts'
import { illegal, isIndeterminate, type Model } from '../model.ts'
import { HistoryError, type Operation } from '../operation.ts'

/**
 * A set: `add` and `remove` (value: the element), `contains` (value: the element, output: whether it is there), `read`
 * (output: the elements in any order).
 */
export function set(): Model<readonly string[]> {
  return {
    name: 'set',
    init: [],
    step(elements, op) {
      const element = canonical(op.value)
      switch (op.f) {
        case 'add':
          return elements.includes(element) ? elements : [...elements, element].sort()
        case 'remove':
          return elements.includes(element) ? elements.filter((other) => other !== element) : elements
        case 'contains':
          return isIndeterminate(op) || elements.includes(element) === op.output ? elements : illegal
        case 'read':
          return isIndeterminate(op) || canonical(elements) === canonical(listed(op)) ? elements : illegal
        default:
          throw new HistoryError(`a set does not know "${op.f}": it knows add, remove, contains, read`)
      }
    },
    observer: (op) => op.f === 'contains' || op.f === 'read',
    opKey: (op) => [
      op.f,
      op.value,
      op.f === 'read' && !isIndeterminate(op) ? listed(op) : op.f === 'contains' && op.output,
    ],
    describeState: (elements) => `{${elements.join(', ')}}`,
  }
}

/** The elements read, each once, in one order. An element twice is not what a set answers. */
function listed({ output }: Operation): readonly string[] {
  if (!Array.isArray(output) && !(output instanceof Set)) throw new HistoryError('a read of a set answers its elements')
  return Array.from(output as Iterable<unknown>, canonical).sort()
}
