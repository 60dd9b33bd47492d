import type { Checker } from '../checker.ts'
import { conclude } from '../conclude.ts'
import { garbageReads } from '../garbage.ts'
import { groupReads } from '../group-reads.ts'
import { count } from '../text.ts'
import { forks, seen } from './forks.ts'

/**
 * Do all reads agree on the order of writes? For histories of transactions that each write one key, once, and of
 * transactions that read a group of keys together (group-reads.ts). In a group the reads must form a chain: of any two,
 * one saw all that the other saw. Where each saw a write that the other missed, the state had forked (*long-fork*):
 * allowed by parallel snapshot isolation, by snapshot isolation not (Sovran et al., Transactional Storage for
 * Geo-replicated Systems, 2011; Cerone & Gotsman 2016; jepsen.tests.long-fork). *garbage-read*: a value that nobody
 * wrote.
 *
 * Unknown where no read found a group partly written: then no two could disagree. Option: `expect` (the promised
 * model). Details: `{ forks: [{ reads, keys }], anomalies }`, the first 100 groups that forked: the two reads, and the
 * key that only the first saw before the one that only the second saw.
 */
export const longFork: Checker = {
  name: 'long-fork',
  about: 'no two reads disagree on which of two writes came first',
  check: ({ history, options }) => {
    const all = groupReads(history)
    const found = forks(all)
    const { length: groups } = all.groups
    const evidence = `${count(all.reads, 'read')} of ${count(groups, 'group')} of keys`
    return conclude({
      history,
      seen: [...garbageReads(all, history), ...seen(found, all)],
      phrase:
        found.length === 0
          ? `showed all writes in one order, in ${evidence}`
          : `showed two orders of the same writes in ${found.length.toLocaleString('en-US')} of ${count(groups, 'group')} of keys (long fork)`,
      unproven: all.partial === 0 ? 'no read found a group partly written, so no two could disagree' : undefined,
      checked: { reads: all.reads, groups, partial: all.partial },
      expect: options.expect,
      details: {
        forks: found
          .slice(0, 100)
          .map(({ reads, keys }) => ({ reads: reads.map(({ op }) => op.index), keys: [...keys] })),
      },
    })
  },
}
