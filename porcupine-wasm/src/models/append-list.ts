import { canonical } from '../core/intern.ts'
import { illegal, isIndeterminate, type Model } from '../model.ts'
import { HistoryError } from '../operation.ts'

/** A list as its last element and the list before it; each list exists once, so that equal lists are the same object. */
interface List {
  readonly before: List | undefined
  readonly element: unknown
  readonly length: number
  readonly id: number
  readonly after: Map<string, List>
}

/** A list that only grows: `append` (value: the element), `read` (output: all elements). O(1) for each list kept. */
export function appendList(): Model<unknown> {
  let lists = 0
  const empty: List = { before: undefined, element: undefined, length: 0, id: lists++, after: new Map() }
  const append = (list: List, element: unknown): List => {
    const name = canonical(element)
    const known = list.after.get(name)
    if (known) return known
    const longer: List = { before: list, element, length: list.length + 1, id: lists++, after: new Map() }
    list.after.set(name, longer)
    return longer
  }
  const find = (elements: readonly unknown[]): List | undefined =>
    elements.reduce<List | undefined>((list, element) => list?.after.get(canonical(element)), empty)
  const model: Model<List> = {
    name: 'append-list',
    init: empty,
    step(list, op) {
      if (op.f === 'append') return append(list, op.value)
      if (op.f !== 'read') throw new HistoryError(`an append-list does not know "${op.f}": it knows append, read`)
      if (isIndeterminate(op)) return list
      if (!Array.isArray(op.output)) throw new HistoryError('a read of an append-list answers its elements')
      return op.output.length === list.length && find(op.output) === list ? list : illegal
    },
    observer: (op) => op.f === 'read',
    stateKey: (list) => list.id,
    opKey: (op) => (op.f === 'append' ? ['append', op.value] : ['read', op.output]),
    describeState: (list) => {
      const elements: unknown[] = []
      for (let at: List | undefined = list; at?.before; at = at.before) elements.unshift(at.element)
      return canonical(elements)
    },
  }
  return model as unknown as Model
}
