import { type CollectionForm, isIndeterminate } from '../model.ts'
import { HistoryError } from '../operation.ts'

/** The form of a collection whose operations are called `put` (value) and `take` (output: the value, nil when there is none). */
export function collectionForm(
  name: string,
  put: string,
  take: string,
  order: CollectionForm['order'],
): CollectionForm {
  const isNil = (value: unknown) => value === undefined || value === null
  return {
    order,
    form(op) {
      if (op.f === put) {
        if (isNil(op.value))
          throw new HistoryError(`a ${name} holds no nil: it is what a ${take} answers that found nothing`)
        return { kind: 'put', value: op.value }
      }
      if (op.f !== take) throw new HistoryError(`a ${name} does not know "${op.f}": it knows ${put}, ${take}`)
      if (isIndeterminate(op)) return { kind: 'unknown' }
      return isNil(op.output) ? { kind: 'empty' } : { kind: 'take', value: op.output }
    },
  }
}
