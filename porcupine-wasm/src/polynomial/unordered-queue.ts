import type { History } from '../core/history.ts'
import { Interner } from '../core/intern.ts'
import { Schedule } from './schedule.ts'

/**
 * Unordered queues in which every dequeue found something, in O(n), whether values are distinct or not.
 *
 * An enqueue never does harm by coming earlier, a dequeue never by coming later: in any legal order put each enqueue at
 * the beginning of its interval and each dequeue at its end, and as many of a value as before, or more, have come by
 * the time that it is taken. So that one order decides. An indeterminate dequeue is left out.
 */
export function decideUnorderedQueue(history: History): Int32Array | 'illegal' | undefined {
  const { model, operations } = history
  const { order, form } = model.collectionForm ?? {}
  if (!form || order !== 'any') return undefined
  const { starts, ends } = history.places
  const ids = new Interner()
  const moves = new Int32Array(operations.length)
  const plan = new Schedule(2)
  for (const [index, op] of operations.entries()) {
    const told = form(op)
    if (told.kind === 'put') {
      moves[index] = ids.id(told.value)
      plan.add(index, starts[index] as number, 0)
    } else if (told.kind === 'take') {
      moves[index] = ~ids.id(told.value)
      plan.add(index, (ends[index] as number) - 1, 1)
    } else if (told.kind === 'empty') return undefined
  }
  const there = new Int32Array(ids.size)
  const found = plan.order()
  for (const index of found) {
    const value = moves[index] as number
    const id = value < 0 ? ~value : value
    const left = (there[id] as number) + (value < 0 ? -1 : 1)
    if (left < 0) return 'illegal'
    there[id] = left
  }
  return found
}
