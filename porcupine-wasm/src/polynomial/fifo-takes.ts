import type { Collected } from './collections.ts'

/**
 * Which values the indeterminate dequeues of a FIFO queue took, where no dequeue found nothing: the takes of
 * `history` with these filled in, or `illegal`.
 *
 * In the terms of fifo-queue.ts. Let s be a value that no answered dequeue took, and d one that an answered dequeue
 * did. If E(s) ends before some E(d) begins, s comes before d and must have been taken: so much is forced. Of others
 * nobody needs to have been taken: they come before no d, nor (by way of the s whose E began after theirs) before any
 * such s, and may come last. An indeterminate dequeue that began at q took its value in [q, infinity), so all that this
 * says is that d comes before s if D(d) ends before q. That closes a circle if s comes before d; it does not if q lies
 * before the *deadline* of s, the least end of a D(d) whose E(d) begins after E(s) ends. (No circle comes of several s
 * either: going round it, each q would be less than the next. And no deadline gets earlier by way of D: if D(d) ends
 * before D(d') begins and E(d') before E(d''), then D(d'') does not end before D(d), or d' and d'' were a circle.)
 * So the history is legal if and only if each forced value can be given a dequeue that began before its deadline, which
 * is so if it is with both in ascending order, and if there is no circle among all d and s then.
 */
export function takesOfFifo(
  { puts, takes, where: { starts, ends } }: Collected,
  unknown: readonly number[],
): readonly number[] | 'illegal' {
  const byStart = [...takes.keys()]
    .filter((v) => (takes[v] as number) >= 0)
    .sort((a, b) => (starts[puts[b] as number] as number) - (starts[puts[a] as number] as number))
  const forced = [...takes.keys()]
    .filter((v) => (takes[v] as number) < 0)
    .sort((a, b) => (ends[puts[b] as number] as number) - (ends[puts[a] as number] as number))
  const deadlines: { readonly v: number; readonly deadline: number }[] = []
  let deadline = Number.POSITIVE_INFINITY
  let at = 0
  for (const v of forced) {
    const end = ends[puts[v] as number] as number
    for (; at < byStart.length; at++) {
      const d = byStart[at] as number
      if ((starts[puts[d] as number] as number) < end) break
      deadline = Math.min(deadline, ends[takes[d] as number] as number)
    }
    if (at > 0) deadlines.push({ v, deadline })
  }
  deadlines.sort((a, b) => a.deadline - b.deadline)
  const dequeues = [...unknown].sort((a, b) => (starts[a] as number) - (starts[b] as number))
  const filled = [...takes]
  for (const [i, { v, deadline }] of deadlines.entries()) {
    const dequeue = dequeues[i]
    if (dequeue === undefined || (starts[dequeue] as number) > deadline) return 'illegal'
    filled[v] = dequeue
  }
  return filled
}
