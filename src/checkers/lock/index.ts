import type { Checker } from '../checker.ts'
import { conclude } from '../conclude.ts'
import { counters } from '../lost-update/counters.ts'
import { overwritten, phrase, sum } from '../lost-update/phrase.ts'
import { seen } from '../lost-update/seen.ts'
import { count, duration } from '../text.ts'
import { type Hold, holds, isOverdue, plain } from './holds.ts'

/**
 * Does a lock protect what it is there to protect, though its lease runs out? For histories of `increment` of the number
 * under `key`, read and written under a lock, with the value `{ pause, hold: { token, leaseMs, afterMs }, became }`, and
 * `read` of all numbers. What is wrong is what the checker `lost-update` finds. Nothing is proven where no hold outlived
 * its lease, or no write was tried after it.
 *
 * After Kleppmann, Designing Data-Intensive Applications, 2017, ch. 8, "The leader and the lock", and jepsen.etcd.lock. Option:
 * `fencing` (whether the storage checks tokens). Details: `{ counters: [{ key, acknowledged, indeterminate, left,
 * overwritten }], holds: { given, overdue, refused }, anomalies }`.
 */
export const lock: Checker = {
  name: 'lock',
  about: 'no update under a lock is overwritten, though holders go on after their lease has run out',
  check: ({ history, options }) => {
    const increments = plain(history)
    const all = counters(increments)
    const given = holds(history)
    const overdue = given.filter(isOverdue)
    const refused = overdue.filter(({ op }) => op.error?.kind === 'fenced').length
    const acknowledged = sum(all, (counter) => counter.acknowledged)
    return conclude({
      history,
      seen: seen(all, increments).map((each) => ({ ...each, more: told(each.ops, overdue) })),
      phrase: `${phrase(all, acknowledged)}${though(overdue.length, refused)}`,
      unproven: unproven(acknowledged, overdue.length, all.last !== undefined),
      checked: { acknowledged, reads: all.reads, counters: all.all.length, overdue: overdue.length, refused },
      expect: undefined,
      remedy:
        options.fencing === true
          ? 'The storage was to refuse writes under a hold that was over.'
          : 'A lease ran out while its holder believed to have the lock; storage that checks a fencing token would have refused the late write.',
      details: {
        counters: all.all.map((counter) => {
          const { key, acknowledged: ok, indeterminate, left = null } = counter
          return { key, acknowledged: ok, indeterminate, left, overwritten: overwritten(counter) }
        }),
        holds: { given: given.length, overdue: overdue.length, refused },
      },
    })
  },
}

function though(overdue: number, refused: number): string {
  if (overdue === 0) return ''
  const late = `${count(overdue, 'write')} that came after the holder’s lease`
  return refused === 0 ? `, with ${late}` : ` and refused ${refused.toLocaleString('en-US')} of ${late}`
}

function unproven(acknowledged: number, overdue: number, lastRead: boolean): string | undefined {
  if (acknowledged === 0) return 'no increment succeeded, so there is nothing to lose'
  if (overdue === 0) return 'no holder wrote after its lease had run out, so the lock was never in doubt'
  return lastRead ? undefined : 'no read began after the last increment'
}

function told(ops: readonly number[], overdue: readonly Hold[]): string[] {
  return overdue
    .filter(({ op }) => ops.includes(op.index))
    .map(
      ({ op, token, leaseMs, afterMs }) =>
        `Op ${op.index} sent its write ${duration(afterMs * 1e6)} after it had been given the lock for ${duration(leaseMs * 1e6)} (token ${token}).`,
    )
}
