import type { Checker } from '../checker.ts'
import { conclude } from '../conclude.ts'
import { type Counters, counters } from './counters.ts'
import { overwritten, phrase, sum } from './phrase.ts'
import { seen } from './seen.ts'

/**
 * Is every increment counted? For histories of `increment` of the counter under `key`, answered with what it became,
 * and `read`, which returns every counter as `[key, value]`. Counters begin at 0 and only ever grow by 1.
 *
 * - *lost-update*: several ok increments of a counter came to the same result, so they started from the same version
 *   and each overwrote it (P4 of Berenson et al. 1995; *lost-update* of the lattice). Or the last final read (one that
 *   began after every increment had ended) is less than the number of different results that ok increments came to, and
 *   an increment that had read an old value can have been the last to write.
 * - *lost-write*: it is less, and nothing can have written it last (last-write.ts): a committed state is gone.
 * - *surplus*: it is more than its increments, those without an answer among them, can have made of it.
 *
 * Unknown: no increment succeeded, or no final read. Option: `expect` (the promised model). Details: `{ counters:
 * [{ key, acknowledged, indeterminate, left, overwritten }], anomalies }` (the last as in conclude.ts); `overwritten`
 * counts the ok increments whose result another one had come to before.
 */
export const lostUpdate: Checker = {
  name: 'lost-update',
  about: 'no increment is overwritten by one that did not see it, and all are there in the end',
  check: ({ history, options }) => {
    const all = counters(history)
    const acknowledged = sum(all, (counter) => counter.acknowledged)
    return conclude({
      history,
      seen: seen(all, history),
      phrase: phrase(all, acknowledged),
      unproven: unproven(all, acknowledged),
      checked: { acknowledged, reads: all.reads, counters: all.all.length },
      expect: options.expect,
      details: {
        counters: all.all.map((counter) => {
          const { key, acknowledged: ok, indeterminate, left = null } = counter
          return { key, acknowledged: ok, indeterminate, left, overwritten: overwritten(counter) }
        }),
      },
    })
  },
}

function unproven({ last }: Counters, acknowledged: number): string | undefined {
  if (acknowledged === 0) return 'no increment succeeded, so there is nothing to lose'
  return last === undefined ? 'no read began after the last increment' : undefined
}
