import { canonical } from '../core/intern.ts'
import { illegal, isIndeterminate, type Model, type SetOp } from '../model.ts'
import { HistoryError, type Operation } from '../operation.ts'

/**
 * A set: `add` and `remove` (value: the element), `contains` (value: the element, output: whether it is there), `read`
 * (output: the elements in any order, each once).
 */
export function set(): Model<readonly string[]> {
  return {
    name: 'set',
    init: [],
    setForm,
    step(elements, op) {
      const told = setForm(op)
      switch (told.kind) {
        case 'any':
          return elements
        case 'read':
          return canonical(elements) === canonical(told.elements.map(canonical).sort()) ? elements : illegal
      }
      const element = canonical(told.element)
      const there = elements.includes(element)
      switch (told.kind) {
        case 'contains':
          return there === told.there ? elements : illegal
        case 'add':
          return there ? elements : [...elements, element].sort()
        case 'remove':
          return there ? elements.filter((other) => other !== element) : elements
      }
    },
    observer: (op) => op.f === 'contains' || op.f === 'read',
    opKey: (op) => {
      const told = setForm(op)
      return told.kind === 'read' ? ['read', told.elements.map(canonical).sort()] : told
    },
    describeState: (elements) => `{${elements.join(', ')}}`,
  }
}

function setForm(op: Operation): SetOp {
  switch (op.f) {
    case 'add':
    case 'remove':
      return { kind: op.f, element: op.value }
    case 'contains':
      return isIndeterminate(op) ? { kind: 'any' } : { kind: 'contains', element: op.value, there: op.output }
    case 'read':
      return isIndeterminate(op) ? { kind: 'any' } : { kind: 'read', elements: listed(op) }
    default:
      throw new HistoryError(`a set does not know "${op.f}": it knows add, remove, contains, read`)
  }
}

function listed({ output }: Operation): readonly unknown[] {
  if (Array.isArray(output)) return output
  if (output instanceof Set) return [...output]
  throw new HistoryError('a read of a set answers its elements')
}
