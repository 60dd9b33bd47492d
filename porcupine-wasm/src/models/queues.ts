import { canonical } from '../core/intern.ts'
import { illegal, type Model } from '../model.ts'
import { HistoryError } from '../operation.ts'
import { collectionForm } from './collection-form.ts'
import { Versions } from './versions.ts'

/** The values from `head` to `end`, by their canonical JSON, of an array that is shared, and added to, by later queues. */
interface Queue {
  readonly all: string[]
  readonly head: number
  readonly end: number
}

/** First in, first out: `enqueue` (value), `dequeue` (output: the oldest value, nil when there is none). */
export function fifoQueue(): Model<Queue> {
  const { order, form } = collectionForm('FIFO queue', 'enqueue', 'dequeue', 'oldest first')
  const values = ({ all, head, end }: Queue) => all.slice(head, end)
  const without = ({ all, head, end }: Queue) => ({ all, head: head + 1, end })
  return {
    name: 'fifo-queue',
    init: { all: [], head: 0, end: 0 },
    step(queue, op) {
      const told = form(op)
      const isEmpty = queue.head === queue.end
      switch (told.kind) {
        case 'put': {
          // Another queue may have gone on from here already.
          const goesOn = queue.end === queue.all.length && queue.end > 0
          const { all, head, end } = goesOn ? queue : { all: values(queue), head: 0, end: queue.end - queue.head }
          all.push(canonical(told.value))
          return { all, head, end: end + 1 }
        }
        case 'take':
          return !isEmpty && queue.all[queue.head] === canonical(told.value) ? without(queue) : illegal
        case 'unknown':
          return isEmpty ? queue : without(queue)
        case 'empty':
          return isEmpty ? queue : illegal
      }
    },
    observer: (op) => form(op).kind === 'empty',
    // No canonical JSON has a line break in it.
    stateKey: (queue) => values(queue).join('\n'),
    opKey: form,
    describeState: (queue) => `[${values(queue).join(',')}]`,
    collectionForm: { order, form },
  }
}

/**
 * A queue without order: `enqueue` (value), `dequeue` (output: some value that is there). A dequeue that found nothing
 * must be left out, as one that failed: what an indeterminate dequeue took is then without consequence.
 */
export function unorderedQueue(): Model<Versions> {
  const { order, form } = collectionForm('unordered queue', 'enqueue', 'dequeue', 'any')
  return {
    name: 'unordered-queue',
    init: new Versions(),
    step(bag, op) {
      const told = form(op)
      switch (told.kind) {
        case 'put': {
          const name = canonical(told.value)
          return bag.with(name, bag.count(name) + 1)
        }
        case 'take': {
          const name = canonical(told.value)
          const count = bag.count(name)
          return count > 0 ? bag.with(name, count - 1) : illegal
        }
        case 'unknown':
          return bag
        case 'empty':
          throw new HistoryError('a dequeue that found nothing must be left out')
      }
    },
    observer: (op) => form(op).kind === 'unknown',
    stateKey: (bag) => bag.list(),
    opKey: form,
    describeState: (bag) => `[${bag.list().join(',')}]`,
    collectionForm: { order, form },
  }
}
