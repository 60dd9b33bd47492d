import type { History } from '../core/history.ts'
import { type Collected, decideCollection } from './collections.ts'
import { takesOfFifo } from './fifo-takes.ts'
import { emptyMoments } from './moments.ts'

/**
 * FIFO queues in which every value is enqueued at most once, in O(n log n). (That pairs of values decide is due to
 * Henzinger, Sezgin & Vafeiadis 2013; what follows also builds the order.)
 *
 * Let E(v) and D(v) be the intervals of a value's enqueue and dequeue; D of a value never dequeued lies after
 * everything. Since the enqueue comes first, E(v) may be cut to end no later than D(v), and D(v) to begin no earlier
 * than E(v). Values must be in the order a, b if E(a) ends before E(b) begins, or D(a) before D(b). If that relation
 * has a circle, no order will do. Otherwise take any order that extends it, and let each enqueue take effect at the
 * earliest moment after its beginning and the enqueues before it, each dequeue after its beginning, its enqueue and the
 * dequeues before it. No moment is too late: it is the beginning of some interval of an a before b, and had E(b), or
 * D(b), ended before that, b would have had to stand before a (for E(a) and D(b): E(b) ends no later than D(b)).
 *
 * A dequeue that found nothing needs a moment at which no value is certain to be there, that is, between the end of its
 * E and the beginning of its D. If there is none: illegal. Otherwise any such moment t will do, for of a legal order
 * there is one in which the queue is empty at t: whoever is there at t can be enqueued just after t (its E ends later)
 * or dequeued just before t (its D begins earlier). Let it be so, in the same order among those moved to one side. Of
 * two values moved to different sides, one is now gone before the other comes; one that left before t, or came after
 * it, has still left before those that were there, or come after them. So for each a moment is chosen, the values
 * whose D begins before it are to be gone by then, the others not to come before: the intervals are cut to that.
 *
 * An indeterminate enqueue is one that never ends, and is left out if nobody dequeued its value. For indeterminate
 * dequeues see fifo-takes.ts.
 */
export function decideFifoQueue(history: History): Int32Array | 'illegal' | undefined {
  return decideCollection(history, 'oldest first', orderValues, takesOfFifo)
}

const never = Number.POSITIVE_INFINITY

function orderValues({ puts: enqueues, takes: dequeues, forms, where, takenFrom }: Collected): Int32Array | 'illegal' {
  const { starts, ends } = where
  const n = enqueues.length
  const enqueueStart = Float64Array.from(enqueues, (op) => starts[op] as number)
  const dequeueEnd = Float64Array.from(dequeues, (op) => (op < 0 ? never : (ends[op] as number)))
  const enqueueEnd = Float64Array.from(enqueues, (op, v) => Math.min(ends[op] as number, dequeueEnd[v] as number))
  const dequeueStart = Float64Array.from(dequeues, (op, v) =>
    Math.max(op < 0 ? takenFrom : (starts[op] as number), enqueueStart[v] as number),
  )
  for (let v = 0; v < n; v++) if ((dequeueEnd[v] as number) < (enqueueStart[v] as number)) return 'illegal'

  const moments = emptyMoments(forms, where, enqueueEnd, dequeueStart)
  if (moments === 'illegal') return moments
  const sorted = Float64Array.from(moments.values(), (place) => place + 0.5).sort()
  if (sorted.length > 0) {
    for (let v = 0; v < n; v++) {
      const next = above(sorted, dequeueStart[v] as number)
      const gone = sorted[next] ?? never
      if (next > 0) enqueueStart[v] = Math.max(enqueueStart[v] as number, sorted[next - 1] as number)
      enqueueEnd[v] = Math.min(enqueueEnd[v] as number, gone)
      dequeueEnd[v] = Math.min(dequeueEnd[v] as number, gone)
    }
  }
  const order = extend({ n, enqueueStart, enqueueEnd, dequeueStart, dequeueEnd })
  if (!order) return 'illegal'

  const steps: Step[] = Array.from(moments, ([op, place]) => ({ op, time: place + 0.5, rank: -1 }))
  let enqueued = Number.NEGATIVE_INFINITY
  let dequeued = Number.NEGATIVE_INFINITY
  for (const [rank, v] of order.entries()) {
    enqueued = Math.max(enqueued, enqueueStart[v] as number)
    dequeued = Math.max(dequeued, enqueued, dequeueStart[v] as number)
    steps.push({ op: enqueues[v] as number, time: enqueued, rank })
    if ((dequeues[v] as number) >= 0) steps.push({ op: dequeues[v] as number, time: dequeued, rank })
  }
  // Moments lie between places; what is cut to begin at one comes after it, what is cut to end at one ends before.
  steps.sort((a, b) => a.time - b.time || a.rank - b.rank)
  return Int32Array.from(steps, ({ op }) => op)
}

interface Step {
  readonly op: number
  readonly time: number
  /** Place of the value in the order; an enqueue stands before its dequeue (the sort is stable). */
  readonly rank: number
}

interface Intervals {
  readonly n: number
  readonly enqueueStart: Float64Array
  readonly enqueueEnd: Float64Array
  readonly dequeueStart: Float64Array
  readonly dequeueEnd: Float64Array
}

/**
 * An order of the values that extends both interval orders, or undefined if there is none: again and again a value
 * that begins, both ways, before any other that is left has ended.
 */
function extend({ n, enqueueStart, enqueueEnd, dequeueStart, dequeueEnd }: Intervals): number[] | undefined {
  const taken = new Uint8Array(n)
  const free = new Uint8Array(n)
  const ready: number[] = []
  const sides = [
    { start: enqueueStart, end: enqueueEnd },
    { start: dequeueStart, end: dequeueEnd },
  ].map(({ start, end }) => ({ start, end, byStart: sortedBy(start), byEnd: sortedBy(end), begun: 0, ended: 0 }))
  const order: number[] = []
  while (order.length < n) {
    for (const side of sides) {
      while (side.ended < n && taken[side.byEnd[side.ended] as number] === 1) side.ended++
      const earliestEnd = side.end[side.byEnd[side.ended] as number] as number
      for (; side.begun < n; side.begun++) {
        const v = side.byStart[side.begun] as number
        if ((side.start[v] as number) > earliestEnd) break
        free[v] = (free[v] as number) + 1
        if (free[v] === 2) ready.push(v)
      }
    }
    const v = ready.pop()
    if (v === undefined) return undefined
    taken[v] = 1
    order.push(v)
  }
  return order
}

function sortedBy(keys: Float64Array): Int32Array {
  return Int32Array.from(keys.keys()).sort((a, b) => {
    const x = keys[a] as number
    const y = keys[b] as number
    return x < y ? -1 : x > y ? 1 : a - b
  })
}

/** The index of the first of the sorted moments that lies above the place. */
function above(sorted: Float64Array, place: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) > place) high = middle
    else low = middle + 1
  }
  return low
}
