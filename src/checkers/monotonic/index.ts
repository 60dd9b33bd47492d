import type { Checker } from '../checker.ts'
import { conclude, type Seen } from '../conclude.ts'
import { grouped } from '../grouped.ts'
import { count } from '../text.ts'
import { confirms } from './verify.ts'
import { about, kinds, type Violation, violations } from './violations.ts'

/**
 * Do counters that only grow never shrink for one client? For histories of `increment` of the counter under `key`,
 * answered with what it became, and `read`, which returns every counter as `[key, value]`. An ok op contradicts one
 * that its process had completed before if it shows a counter as less than that one did, or an increment as no more.
 * The four kinds are the session guarantees of Terry et al. (1994), by what came first and what then:
 *
 * | | then a read | then an increment |
 * |---|---|---|
 * | first a read | *monotonic-reads* | *writes-follow-reads* |
 * | first an increment | *read-your-writes* | *monotonic-writes* |
 *
 * *stale-read*: a read that shows less than an op of any process that had ended before it began; counted always, a
 * violation with the option `linearizable: true`. Option: `expect` (the promised model). Details: `{ counts, anomalies
 * }` (the last as in conclude.ts).
 */
export const monotonic: Checker = {
  name: 'monotonic',
  about: 'no client sees a counter shrink that only grows',
  check: ({ history, options }) => {
    const { found, reads, increments } = violations(history)
    const by = grouped(found, ({ kind }) => kind)
    const judged = kinds.filter((kind) => kind !== 'stale-read' || options.linearizable === true)
    const all = judged.flatMap((kind) => by.get(kind) ?? [])
    const ops = `${count(reads, 'read')} and ${count(increments, 'increment')}`
    return conclude({
      history,
      seen: judged.flatMap((kind) => {
        const violated = by.get(kind) ?? []
        const [first] = violated
        return first === undefined ? [] : [seen(first, violated)]
      }),
      phrase:
        all.length === 0
          ? `showed no client a shrinking counter in ${ops}`
          : `showed clients a shrinking counter ${count(all.length, 'time')} in ${ops}`,
      unproven: reads === 0 ? 'no read succeeded' : increments === 0 ? 'no increment succeeded' : undefined,
      checked: { reads, increments },
      expect: options.expect,
      details: { counts: Object.fromEntries(kinds.map((kind) => [kind, by.get(kind)?.length ?? 0])) },
    })
  },
}

function seen(first: Violation, all: readonly Violation[]): Seen {
  const { kind, key, earlier, later, was, is } = first
  const who = kind === 'stale-read' ? `process ${earlier.process}` : 'the same process'
  return {
    type: kind,
    said: `${count(all.length, 'op')} ${about(kind)}`,
    count: all.length,
    example: `Op ${later.index} (${later.f}) showed ${is} for counter ${key}, when op ${earlier.index} (${earlier.f}) of ${who} had shown ${was}.`,
    ops: [earlier.index, later.index],
    because: [
      kind === 'stale-read' ? 'G-single-item-realtime' : later.f === 'read' ? 'G-single-item-process' : 'lost-update',
    ],
    confirmed: all.every(confirms),
  }
}
