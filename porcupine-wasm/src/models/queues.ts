import { canonical } from '../core/intern.ts'
import { type CollectionForm, illegal, isIndeterminate, type Model } from '../model.ts'
import { HistoryError, type Operation } from '../operation.ts'

/** First in, first out: `enqueue` (value), `dequeue` (output: the oldest value, nil when there is none). */
export function fifoQueue(): Model<readonly unknown[]> {
  return collection('fifo-queue', { put: 'enqueue', take: 'dequeue', order: 'oldest first' })
}

/** Last in, first out: `push` (value), `pop` (output: the latest value, nil when there is none). */
export function stack(): Model<readonly unknown[]> {
  return collection('stack', { put: 'push', take: 'pop', order: 'latest first' })
}

/**
 * A queue without order: `enqueue` (value), `dequeue` (output: some value that is there). A dequeue that found nothing
 * must be left out, as one that failed: what an indeterminate dequeue took is then without consequence.
 */
export function unorderedQueue(): Model<readonly string[]> {
  const { form, order } = formOf('unordered-queue', { put: 'enqueue', take: 'dequeue', order: 'any' })
  return {
    name: 'unordered-queue',
    init: [],
    step(bag, op) {
      const told = form(op)
      switch (told.kind) {
        case 'put':
          return [...bag, canonical(told.value)].sort()
        case 'take': {
          const at = bag.indexOf(canonical(told.value))
          return at < 0 ? illegal : bag.toSpliced(at, 1)
        }
        case 'unknown':
          return bag
        case 'empty':
          throw new HistoryError('a dequeue that found nothing must be left out')
      }
    },
    observer: (op) => form(op).kind === 'unknown',
    opKey: (op) => (op.f === 'enqueue' ? ['enqueue', op.value] : ['dequeue', op.output]),
    describeState: (bag) => `[${bag.join(', ')}]`,
    collectionForm: { order, form },
  }
}

interface Names {
  readonly put: string
  readonly take: string
  readonly order: CollectionForm['order']
}

function collection(name: string, names: Names): Model<readonly unknown[]> {
  const { form, order } = formOf(name, names)
  const latest = order === 'latest first'
  const without = (values: readonly unknown[]) => (latest ? values.slice(0, -1) : values.slice(1))
  return {
    name,
    init: [],
    step(values, op) {
      const told = form(op)
      switch (told.kind) {
        case 'put':
          return [...values, told.value]
        case 'take':
          if (values.length === 0) return illegal
          return canonical(values.at(latest ? -1 : 0)) === canonical(told.value) ? without(values) : illegal
        case 'unknown':
          return without(values)
        case 'empty':
          return values.length === 0 ? values : illegal
      }
    },
    observer: (op) => form(op).kind === 'empty',
    opKey: (op) => (op.f === names.put ? [names.put, op.value] : [names.take, op.output]),
    collectionForm: { order, form },
  }
}

function formOf(name: string, { put, take, order }: Names): CollectionForm {
  const isNil = (value: unknown) => value === undefined || value === null
  return {
    order,
    form(op: Operation) {
      if (op.f === put) {
        if (isNil(op.value))
          throw new HistoryError(`a ${name} holds no nil, which is the answer of a ${take} that found nothing`)
        return { kind: 'put', value: op.value }
      }
      if (op.f !== take) throw new HistoryError(`a ${name} does not know "${op.f}": it knows ${put}, ${take}`)
      if (isIndeterminate(op)) return { kind: 'unknown' }
      return isNil(op.output) ? { kind: 'empty' } : { kind: 'take', value: op.output }
    },
  }
}
