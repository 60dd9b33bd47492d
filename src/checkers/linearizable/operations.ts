import type { Operation } from 'porcupine-wasm'
import { outcome, type Pair, pair } from '../../history/pair.ts'
import type { Op } from '../../op/op.ts'

/** An operation that remembers the ops it was paired from. */
export interface Traced extends Operation {
  readonly asked: Op
  readonly answered: Op | undefined
}

/**
 * The clients' ops as operations on one clock, the order of the history. Failed ops did not happen and are left out,
 * except a cas that failed without error where `refusedCas` is on: the database answered that the value was another one.
 */
export function operations(history: readonly Op[], refusedCas: boolean): Traced[] {
  return pair(history)
    .filter(({ invoke }) => invoke.process !== 'nemesis' && invoke.type === 'invoke')
    .filter((call) => outcome(call) !== 'fail' || (refusedCas && isRefusal(call)))
    .map((call): Traced => {
      const { invoke, complete } = call
      const end = outcome(call)
      return {
        f: invoke.f,
        value: invoke.value,
        process: invoke.process,
        invoke: invoke.index,
        complete: end === 'info' || complete === undefined ? Number.POSITIVE_INFINITY : complete.index,
        output: end === 'ok' ? complete?.value : end === 'fail' ? false : undefined,
        key: invoke.key,
        asked: invoke,
        answered: complete,
      }
    })
}

function isRefusal({ invoke, complete }: Pair): boolean {
  return invoke.f === 'cas' && complete?.error === undefined
}
