import { canonical } from '../core/intern.ts'
import { illegal, isIndeterminate, type Model, type SetOp } from '../model.ts'
import { HistoryError, type Operation } from '../operation.ts'
import { Versions } from './versions.ts'

/**
 * A set: `add` and `remove` (value: the element), `contains` (value: the element, output: whether it is there), `read`
 * (output: the elements in any order, each once).
 */
export function set(): Model<Versions> {
  return {
    name: 'set',
    init: new Versions(),
    setForm,
    step(set, op) {
      const told = setForm(op)
      switch (told.kind) {
        case 'any':
          return set
        case 'read':
          return isRead(set, told.elements) ? set : illegal
        case 'contains':
          return set.count(canonical(told.element)) > 0 === told.there ? set : illegal
        case 'add':
        case 'remove': {
          const name = canonical(told.element)
          const count = told.kind === 'add' ? 1 : 0
          return set.count(name) === count ? set : set.with(name, count)
        }
      }
    },
    observer: (op) => op.f === 'contains' || op.f === 'read',
    stateKey: (set) => set.list(),
    opKey: (op) => {
      const told = setForm(op)
      return told.kind === 'read' ? ['read', told.elements.map(canonical).sort()] : told
    },
    describeState: (set) => `{${set.list().join(', ')}}`,
  }
}

/** Whether these are the elements of the set, each once. */
function isRead(set: Versions, elements: readonly unknown[]): boolean {
  if (elements.length !== set.size) return false
  const names = new Set(elements.map(canonical))
  if (names.size !== elements.length) return false
  for (const name of names) if (set.count(name) === 0) return false
  return true
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
