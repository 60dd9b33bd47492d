import type { History } from '../core/history.ts'
import { Interner } from '../core/intern.ts'
import type { SetOp } from '../model.ts'
import { scheduleGrowingSet, type WholeRead } from './growing-set.ts'
import { Schedule } from './schedule.ts'
import { type Element, scheduleGrowth, scheduleLife } from './set-element.ts'

/** The most (read, element) pairs that are looked at where that can only prove a history illegal. */
const mostPairs = 1 << 22

/**
 * Sets, in time linear in the operations and in the lengths of what was read, where either
 *
 * - nothing is removed that was ever added: see growing-set.ts; or
 * - nobody reads the set as a whole, and no element is both removed and added twice. Elements then have nothing to do
 *   with each other: each is an object of its own (P-compositionality), see set-element.ts.
 *
 * Answers an order, `illegal`, or undefined where the history is of neither kind. In that case it is illegal still if
 * that of one element is, with each read of the whole taken for a question after that element: this forbids less.
 */
export function decideSet(history: History): Int32Array | 'illegal' | undefined {
  const { model, operations } = history
  if (!model.setForm) return undefined
  const told = elementsOf(operations.map((op) => model.setForm?.(op) as SetOp))
  if (told === 'illegal') return told
  const { elements, reads } = told
  const where = history.places
  const plan = new Schedule(2)
  if (!elements.some(isRemoved)) return scheduleGrowingSet(elements, reads, where, plan) ?? plan.order()
  let exact = reads.length === 0
  if (!exact && reads.length * elements.length > mostPairs) return undefined
  for (const element of exact ? elements : asked(elements, reads)) {
    if (!isRemoved(element)) {
      if (scheduleGrowth(element, false, 0, where, plan) === 'illegal') return 'illegal'
    } else if (element.adds.length > 1) exact = false
    else if (scheduleLife(element, where, plan) === 'illegal') return 'illegal'
  }
  return exact ? plan.order() : undefined
}

function isRemoved({ adds, removes }: Element): boolean {
  return adds.length > 0 && removes.length > 0
}

/** `illegal`: an answer that no set gives. */
function elementsOf(forms: readonly SetOp[]): { elements: Element[]; reads: WholeRead[] } | 'illegal' {
  const ids = new Interner()
  const elements: Element[] = []
  const idOf = (element: unknown): number => {
    const id = ids.id(element)
    elements[id] ??= { adds: [], removes: [], found: [], missed: [] }
    return id
  }
  const elementOf = (element: unknown) => elements[idOf(element)] as Element
  const reads: WholeRead[] = []
  for (const [op, form] of forms.entries()) {
    switch (form.kind) {
      case 'add':
        elementOf(form.element).adds.push(op)
        break
      case 'remove':
        elementOf(form.element).removes.push(op)
        break
      case 'contains':
        if (typeof form.there !== 'boolean') return 'illegal'
        elementOf(form.element)[form.there ? 'found' : 'missed'].push(op)
        break
      case 'read': {
        const read = Int32Array.from(form.elements, idOf)
        if (new Set(read).size < read.length) return 'illegal'
        reads.push({ op, elements: read })
      }
    }
  }
  return { elements, reads }
}

/** The elements, with each read of the whole as a question after each of them. */
function asked(elements: readonly Element[], reads: readonly WholeRead[]): Element[] {
  const all = elements.map(({ adds, removes, found, missed }) => ({
    adds,
    removes,
    found: [...found],
    missed: [...missed],
  }))
  for (const { op, elements: read } of reads) {
    const there = new Set(read)
    for (const [id, { found, missed }] of all.entries()) (there.has(id) ? found : missed).push(op)
  }
  return all
}
