import { illegal, isIndeterminate, type Model, show } from '../model.ts'
import { HistoryError } from '../operation.ts'

/**
 * A store of strings by key: `get` (output: the string), `put`, `append` (value: the string), `delete`. Every key
 * starts as the empty string, and is that again once deleted. Each key is an object of its own.
 */
export function keyValue(options: { readonly initial?: string } = {}): Model<string> {
  return {
    name: 'key-value',
    init: options.initial ?? '',
    partition: (op) => op.key,
    step(state, op) {
      switch (op.f) {
        case 'get':
          return isIndeterminate(op) || state === (op.output ?? '') ? state : illegal
        case 'put':
          return text(op.value)
        case 'append':
          return state + text(op.value)
        case 'delete':
          return ''
        default:
          throw new HistoryError(`a key-value store does not know "${op.f}": it knows get, put, append, delete`)
      }
    },
    observer: (op) => op.f === 'get',
    opKey: (op) => (op.f === 'get' ? ['get', op.output ?? ''] : [op.f, op.value ?? '']),
    describe: (op) => (op.f === 'get' ? `get → ${show(op.output ?? '')}` : `${op.f} ${show(op.value ?? '')}`),
  }
}

function text(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  throw new HistoryError(`a key-value store holds strings, not ${show(value)}`)
}
