import type { Checker } from '../checker.ts'
import { conclude } from '../conclude.ts'
import { garbageReads } from '../garbage.ts'
import { groupReads } from '../group-reads.ts'
import { count } from '../text.ts'
import { reversals, seen } from './reversals.ts'

/**
 * Is a write ever visible without one that had been acknowledged before it began? For histories of transactions that
 * each write one key, once, and of transactions that read a group of keys together (group-reads.ts). If write T1 had
 * been acknowledged before T2 was invoked, no read may see T2 without T1: serializability allows it (the order may be
 * any), strict serializability does not (*causal-reverse*; jepsen.tests.causal-reverse, after CockroachDB's
 * "comments"). *garbage-read*: a value that nobody wrote.
 *
 * Unknown where no read found a group partly written. Option: `expect` (the promised model). Details: `{ reversals: [{
 * read, seen, missed }], anomalies }`, the first 100 reads, with the key that each saw and the one that it missed.
 */
export const causalReverse: Checker = {
  name: 'causal-reverse',
  about: 'no write is visible without those acknowledged before it began',
  check: ({ history, options }) => {
    const all = groupReads(history)
    const found = reversals(all)
    const evidence = `${count(all.reads, 'read')} of ${count(all.groups.length, 'group')} of keys`
    return conclude({
      history,
      seen: [...garbageReads(all, history), ...seen(found, all)],
      phrase:
        found.length === 0
          ? `showed no write without those before it, in ${evidence}`
          : `showed later writes without earlier ones in ${count(found.length, 'read')} (causal reverse)`,
      unproven:
        all.partial === 0 ? 'no read found a group partly written, so none could miss the earlier write' : undefined,
      checked: { reads: all.reads, writes: all.writes.size, partial: all.partial },
      expect: options.expect,
      details: {
        reversals: found.slice(0, 100).map(({ read, later, earlier }) => ({
          read: read.op.index,
          seen: later.key,
          missed: earlier.key,
        })),
      },
    })
  },
}
