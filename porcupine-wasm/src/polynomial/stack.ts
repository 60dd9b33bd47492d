import type { History } from '../core/history.ts'
import { type Collected, decideCollection } from './collections.ts'
import { emptyMoments } from './moments.ts'
import { Schedule } from './schedule.ts'
import { Cover, LeastKey } from './trees.ts'

/**
 * Stacks on which every value is pushed at most once, in O(n log n). (That a value can be found whose removal changes
 * nothing is the idea of Lee & Mathur 2025; this proof is another one.)
 *
 * A value is on the stack from a moment x in the interval of its push to a moment y in that of its pop; one that is
 * never popped is popped after everything. An order of the operations is legal if no two of these stays cross (one
 * begins inside the other and ends outside), and every pop that found nothing stands where no value stays.
 *
 * 1. A value whose push and pop overlap can be pushed and popped at once, in any order of the others, at a moment that
 *    both contain: it never matters, and is put in at the end. Any other value stays for certain from the end of its
 *    push to the beginning of its pop, its *core*.
 * 2. Of a legal order and a moment t that no core contains, there is a legal order in which the stack is empty at t.
 *    Whoever stays at t can be pushed just after t (its push ends later) or popped just before t (its pop begins
 *    earlier): cut its stay to that, in the same nesting. Stays that shrink to one side of t do not cross those of the
 *    other side, nor those whose stay did not contain t. So the stack may be taken to be empty at all such moments
 *    together: every pop that found nothing needs one, and any will do.
 * 3. These moments split the cores into *runs* without a gap; what belongs to one run stays within it. Let L be the
 *    first end of a push in the run, R the last beginning of a pop. Between L and R the stack is never empty, so its
 *    lowest value b is the same throughout: its push begins before L and its pop ends after R. If no value of the run
 *    is like that, the history is illegal.
 * 4. If several are, any may be taken as the lowest: call it b. In a legal order leave out b; what is left is a legal
 *    order of the run without b, in which by 2 everything stays within L and R; now put b around all of it. So the run
 *    is legal if and only if it is legal without b, which is decided in the same way: by its own runs.
 *
 * An indeterminate push is one that never ends, and is left out if nobody popped its value.
 */
export function decideStack(history: History): Int32Array | 'illegal' | undefined {
  return decideCollection(history, 'latest first', schedule)
}

/** Of one moment: what is popped there, then what needs no stay, then what is pushed. */
const popped = 0
const passing = 1
const pushed = 2

function schedule({ puts: pushes, takes: pops, forms, where, takenFrom }: Collected): Int32Array | 'illegal' {
  const { starts, ends, count } = where
  const plan = new Schedule(3)
  const stays: Stay[] = []
  for (const [v, push] of pushes.entries()) {
    const pop = pops[v] as number
    const pushStart = starts[push] as number
    const popStart = pop < 0 ? takenFrom : (starts[pop] as number)
    const popEnd = pop < 0 ? count + 1 : (ends[pop] as number)
    const pushEnd = ends[push] as number
    if (popEnd < pushStart) return 'illegal'
    if (pushEnd < popStart) stays.push({ push, pop, pushStart, pushEnd, popStart, popEnd })
    else {
      const moment = Math.max(pushStart, popStart)
      plan.add(push, moment, passing)
      plan.add(pop, moment, passing)
    }
  }
  stays.sort((a, b) => a.pushEnd - b.pushEnd)
  const from = Int32Array.from(stays, ({ pushEnd }) => pushEnd)
  const to = Int32Array.from(stays, ({ popStart }) => popStart)
  const moments = emptyMoments(forms, where, from, to)
  if (moments === 'illegal' || !nest(stays, count, plan)) return 'illegal'
  for (const [op, moment] of moments) plan.add(op, moment, passing)
  return plan.order()
}

/** A value that stays for certain from `pushEnd` to `popStart`; operations, and their places. */
interface Stay {
  readonly push: number
  readonly pop: number
  readonly pushStart: number
  readonly pushEnd: number
  readonly popStart: number
  readonly popEnd: number
}

const gone = 0x7fff_ffff

/** Puts all pushes and pops into the plan, run by run, outermost first; false if a run has no lowest value. */
function nest(stays: readonly Stay[], count: number, plan: Schedule): boolean {
  const cover = new Cover(coverOf(stays, count))
  /** How many stays, of those in order of `pushEnd`, have it before each place. */
  const before = new Int32Array(count + 2)
  for (const { pushEnd } of stays) before[pushEnd + 1] = (before[pushEnd + 1] as number) + 1
  for (let place = 1; place < before.length; place++)
    before[place] = (before[place] as number) + (before[place - 1] as number)
  // The first place of a value's run only moves on: what was pushed early enough for one run is so for those inside.
  const late = new LeastKey(Int32Array.from(stays, ({ pushStart }) => pushStart))
  const early = new LeastKey(new Int32Array(stays.length).fill(gone))
  const next = Int32Array.from({ length: stays.length + 1 }, (_, i) => i)

  const open: { readonly end: number; readonly pop: number; at: number }[] = [{ end: count + 1, pop: -1, at: 0 }]
  for (let run = open.at(-1); run; run = open.at(-1)) {
    const L = stays[find(next, before[run.at] as number)]?.pushEnd ?? gone
    if (L >= run.end) {
      if (run.pop >= 0) plan.add(run.pop, run.end, popped)
      open.pop()
      continue
    }
    const R = cover.firstFree(L)
    run.at = R
    const first = before[L] as number
    const end = before[R] as number
    for (;;) {
      const v = late.inRange(first, end)
      if (late.keyOf(v) >= L) break
      late.set(v, gone)
      early.set(v, -(stays[v] as Stay).popEnd)
    }
    const lowest = early.inRange(first, end)
    const { push, pop, pushEnd, popStart, popEnd } = stays[lowest] as Stay
    if (early.keyOf(lowest) === gone || popEnd <= R) return false
    early.set(lowest, gone)
    next[lowest] = lowest + 1
    cover.remove(pushEnd, popStart)
    plan.add(push, L - 1, pushed)
    open.push({ end: R, pop, at: L })
  }
  return true
}

function coverOf(stays: readonly Stay[], count: number): Int32Array {
  const cover = new Int32Array(count + 1)
  for (const { pushEnd, popStart } of stays) {
    cover[pushEnd] = (cover[pushEnd] as number) + 1
    cover[popStart] = (cover[popStart] as number) - 1
  }
  for (let i = 1; i <= count; i++) cover[i] = (cover[i] as number) + (cover[i - 1] as number)
  return cover
}

/** The first stay from this one on that is still there, with the way there shortened. */
function find(next: Int32Array, from: number): number {
  let at = from
  while ((next[at] as number) !== at) {
    next[at] = next[next[at] as number] as number
    at = next[at] as number
  }
  return at
}
