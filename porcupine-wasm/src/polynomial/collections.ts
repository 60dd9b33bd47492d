import type { History } from '../core/history.ts'
import { neverReturned, type Places } from '../core/timeline.ts'
import type { CollectionForm, CollectionOp } from '../model.ts'
import { type DistinctValues, distinctValues } from './distinct-values.ts'

/** A history of a collection in which no take is indeterminate, but for what `takenFrom` says. */
export interface Collected extends DistinctValues {
  readonly forms: readonly CollectionOp[]
  readonly where: Places
  /** The place from which on a value that no operation takes may be taken. */
  readonly takenFrom: number
}

/**
 * Decides a history of distinct values by `exact`, which knows no indeterminate takes. Such a take may have taken
 * anything, or nothing; `takesOf` says what, if no take found nothing. Else a history is legal if it is legal without them, or with each having taken what its output
 * says (a hint: it is not known that it did). It is illegal if it is so even when every value that nobody took may have
 * gone at any time since the first of them began. Any other is left to the search.
 */
export function decideCollection(
  subject: History,
  order: CollectionForm['order'],
  exact: (history: Collected) => Int32Array | 'illegal',
  takesOf?: (history: Collected, unknown: readonly number[]) => readonly number[] | 'illegal',
): Int32Array | 'illegal' | undefined {
  const { model, operations } = subject
  if (model.collectionForm?.order !== order) return undefined
  const { form } = model.collectionForm
  const forms = operations.map((op) => form(op))
  const values = distinctValues(operations, forms)
  if (values === undefined || values === 'illegal') return values
  const where = subject.places
  const history = { ...values, forms, where, takenFrom: where.count }
  const found = exact(history)
  const unknown = [...forms.keys()].filter((index) => forms[index]?.kind === 'unknown')
  if (found !== 'illegal' || unknown.length === 0) return found

  if (takesOf) {
    // To forget the takes that found nothing forbids less; without any, this is exact.
    const takes = takesOf(history, unknown)
    if (takes === 'illegal') return takes
    const filled = exact({ ...history, takes })
    if (filled !== 'illegal' || !forms.some(isEmpty)) return filled
    if (exact({ ...history, takes, forms: [] }) === 'illegal') return 'illegal'
  }

  const hinted = forms.map((told, index): CollectionOp => {
    const value = operations[index]?.output ?? null
    return told.kind === 'unknown' && value !== null ? { kind: 'take', value } : told
  })
  const guess = distinctValues(operations, hinted)
  const guessed = guess && guess !== 'illegal' ? exact({ ...history, ...guess, forms: hinted }) : 'illegal'
  if (guessed !== 'illegal') return guessed
  const takenFrom = unknown.reduce((from, index) => Math.min(from, where.starts[index] as number), neverReturned)
  return exact({ ...history, takenFrom }) === 'illegal' ? 'illegal' : undefined
}

function isEmpty({ kind }: CollectionOp): boolean {
  return kind === 'empty'
}
