import type { Checker, CheckerResult } from '../checker.ts'
import { count, list } from '../text.ts'
import { details } from './details.ts'
import { type SetHistory, setHistory } from './set-elements.ts'
import { type Outcomes, outcomes } from './set-outcomes.ts'

/**
 * Are acknowledged writes still there in the end? For histories of `add` (one element, unique) and `read` (the whole
 * list), after jepsen.checker/set-full. Of each element:
 *
 * - *known*: from the completion of its add, or of the first read that saw it, whichever is earlier. Before that its
 *   absence means nothing.
 * - *missed*: absent from a read that began after it was known (and ended after its add was invoked: what was there
 *   before is unexpected anyway). A read concurrent with the add may miss it.
 * - *lost*: acknowledged, and missed by a final read that began after every read that saw it had ended. *Final* is a
 *   read that began after the last acknowledgement.
 * - *vanished*: the same, but its add was indeterminate: a read saw it, later ones do not.
 * - *stable*: seen by a read that had not ended when the last read that missed it began. *Stale*: stable, and missed
 *   before that; its latency is the time from known to the beginning of the last read that missed it.
 * - *recovered*: its add was indeterminate, and the element is there in the end.
 * - *never read*: acknowledged, and no read began after that.
 * - *duplicated*: more than once in one read. *Unexpected*: read though never attempted, or though its add had failed,
 *   or before its add was invoked.
 *
 * Departures from set-full: its duplicates are never found (it tests `(< v 1)`); it calls an element lost that the
 * last read missed, even if an overlapping read saw it, and even if no read began after the last acknowledgement (here
 * *unconfirmed*); an element whose add failed may be there; it does not tell lost from vanished.
 *
 * Invalid: anything lost, vanished, duplicated or unexpected; with the option `linearizable: true`, also anything
 * stale. Unknown: nothing acknowledged, or no final read. Details: see lost-writes-details.ts.
 */
export const lostWrites: Checker = {
  name: 'lost-writes',
  about: 'every acknowledged write is there in the end, once, and nothing that nobody wrote',
  check: ({ history, options }) => {
    const set = setHistory(history)
    const sorted = outcomes(set)
    return {
      ...judge(set, sorted, options.linearizable === true),
      checked: checked(set, sorted),
      details: details(set, sorted),
    }
  },
}

function judge(set: SetHistory, sorted: Outcomes, linearizable: boolean): Pick<CheckerResult, 'verdict' | 'summary'> {
  const what = `Checked ${count(sorted.acknowledged.length, 'acknowledged write')}`
  const found = findings(sorted, linearizable)
  if (found.length > 0) return { verdict: 'invalid', summary: `${what}: ${list(found)}.` }
  const why = unproven(set, sorted)
  if (why !== undefined) return { verdict: 'unknown', summary: `${what}: ${why}.` }
  const late =
    sorted.stale.length === 0 ? '' : `; ${said(sorted.stale, 'write', 'missing from a later read for a while')}`
  return { verdict: 'valid', summary: `${what}: none was lost${late}.` }
}

function findings({ lost, vanished, duplicated, unexpected, stale }: Outcomes, linearizable: boolean): string[] {
  return [
    ...(lost.length > 0 ? [`${lost.length.toLocaleString('en-US')} ${lost.length === 1 ? 'was' : 'were'} lost`] : []),
    ...(vanished.length > 0 ? [said(vanished, 'unacknowledged write', 'seen and then vanished')] : []),
    ...(duplicated.length > 0 ? [said(duplicated, 'element', 'returned more than once by one read')] : []),
    ...(unexpected.length > 0 ? [said(unexpected, 'element', 'read that could not be there')] : []),
    ...(linearizable && stale.length > 0 ? [said(stale, 'write', 'missed by a read that began after it')] : []),
  ]
}

/** `3 writes were …`. */
function said({ length }: readonly unknown[], noun: string, what: string): string {
  return `${count(length, noun)} ${length === 1 ? 'was' : 'were'} ${what}`
}

function unproven({ unjudged, reads }: SetHistory, { acknowledged, unconfirmed }: Outcomes): string | undefined {
  if (acknowledged.length === 0) return 'without one there is nothing to lose'
  if (unjudged === 0) return undefined
  if (reads === 0) return 'no read succeeded'
  const missing =
    unconfirmed.length === 0 ? '' : `; ${said(unconfirmed, 'write', 'missing from the last read that there is')}`
  return `no read began after the last of them${missing}`
}

function checked({ elements, reads, finalReads }: SetHistory, { acknowledged, stable }: Outcomes) {
  return { attempted: elements.length, acknowledged: acknowledged.length, present: stable.length, reads, finalReads }
}
