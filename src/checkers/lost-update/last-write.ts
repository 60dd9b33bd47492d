import { outcome, type Pair } from '../../history/pair.ts'
import { grouped } from '../grouped.ts'

/** When an increment began, when it is known to have ended (infinity: never), and what it made, if it told. */
interface Increment {
  readonly began: number
  readonly ended: number
  readonly made: number | undefined
}

/**
 * Can a counter have been left at `value` where increments may overwrite each other: was some increment that came to
 * `value`, or may have, the last one that wrote? Each reads one number of those current since it began, writes the next
 * before it ends, and nothing else is assumed. Never wrong when it says no: then what was written last is gone, which
 * lost updates do not explain.
 *
 * Where `value` has one author and somebody read it to make the next number, the author wrote before that one did.
 *
 * @param increments all of the counter, in the order of invocation
 */
export function canBeLast(value: number, increments: readonly Pair[]): boolean {
  const all = increments.filter((each) => outcome(each) !== 'fail').map(increment)
  const ok = all.filter(({ made }) => made !== undefined)
  const open = all.filter(({ made }) => made === undefined)
  const byNumber = grouped(ok, ({ made }) => made)
  let until = firstEnd(ok, -1, 0)
  let authors = 0
  for (let number = 1; number <= value; number++) {
    const before = until
    const perhaps = open.filter(({ began }) => began < before)
    const writers = [...(byNumber.get(number) ?? []), ...perhaps]
    authors = writers.length
    until = Math.max(-1, ...writers.map(({ ended }) => firstEnd(ok, ended, number)))
  }
  return until === Number.POSITIVE_INFINITY && (authors > 1 || !byNumber.has(value + 1))
}

/** Until when a number written by `since` can have stood: the first end of an increment to another that began later. */
function firstEnd(ok: readonly Increment[], since: number, number: number): number {
  let end = Number.POSITIVE_INFINITY
  for (let i = ok.length - 1; i >= 0; i--) {
    const { began, ended, made } = ok[i] as Increment
    if (began <= since) break
    if (made !== number && ended < end) end = ended
  }
  return end
}

function increment({ invoke, complete }: Pair): Increment {
  if (complete?.type !== 'ok') return { began: invoke.index, ended: Number.POSITIVE_INFINITY, made: undefined }
  return { began: invoke.index, ended: complete.index, made: Number(complete.value) }
}
