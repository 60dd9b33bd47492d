import { canonical } from '../core/intern.ts'
import { illegal, isIndeterminate, type Model } from '../model.ts'
import { HistoryError } from '../operation.ts'

/** First in, first out: `enqueue` (value), `dequeue` (output: the oldest value, nil when there is none). */
export function fifoQueue(): Model<readonly unknown[]> {
  return {
    name: 'fifo-queue',
    init: [],
    step(queue, op) {
      if (op.f === 'enqueue') return [...queue, op.value ?? null]
      if (op.f !== 'dequeue') throw unknown('FIFO queue', op.f)
      if (isIndeterminate(op)) return queue.slice(1)
      if (queue.length === 0) return (op.output ?? null) === null ? queue : illegal
      return canonical(queue[0]) === canonical(op.output) ? queue.slice(1) : illegal
    },
    observer: (op) => op.f === 'dequeue' && !isIndeterminate(op) && (op.output ?? null) === null,
    opKey: (op) => (op.f === 'enqueue' ? ['enqueue', op.value] : ['dequeue', op.output]),
    queueForm(op) {
      if (op.f === 'enqueue') return { kind: 'enqueue', value: op.value ?? null }
      if (isIndeterminate(op)) return { kind: 'unknown' }
      return (op.output ?? null) === null ? { kind: 'empty' } : { kind: 'dequeue', value: op.output }
    },
  }
}

/**
 * A queue without order: `enqueue` (value), `dequeue` (output: some value that is there). A dequeue that found nothing
 * must be left out, as one that failed: what an indeterminate dequeue took is then without consequence.
 */
export function unorderedQueue(): Model<readonly string[]> {
  return {
    name: 'unordered-queue',
    init: [],
    step(bag, op) {
      if (op.f === 'enqueue') return [...bag, canonical(op.value)].sort()
      if (op.f !== 'dequeue') throw unknown('queue', op.f)
      if (isIndeterminate(op)) return bag
      if ((op.output ?? null) === null) throw new HistoryError('a dequeue that found nothing must be left out')
      const at = bag.indexOf(canonical(op.output))
      return at < 0 ? illegal : bag.toSpliced(at, 1)
    },
    observer: (op) => op.f === 'dequeue' && isIndeterminate(op),
    opKey: (op) => (op.f === 'enqueue' ? ['enqueue', op.value] : ['dequeue', op.output]),
    describeState: (bag) => `[${bag.join(', ')}]`,
  }
}

function unknown(what: string, f: string): HistoryError {
  return new HistoryError(`a ${what} does not know "${f}": it knows enqueue, dequeue`)
}
