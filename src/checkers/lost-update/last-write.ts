import type { Json, Op } from '../../op/op.ts'

/** An increment: when it began, when it is known to have ended (infinity: never), and what it made, if it told. */
interface Increment {
  readonly began: number
  readonly ended: number
  readonly made: Json
}

/**
 * Can a counter have been left at `value` where increments may overwrite each other: was some increment that came to
 * `value`, or may have, the last one that wrote? Each reads one number of those current since it began, writes the next
 * before it ends, and nothing else is assumed. Never wrong when it says no: then what was written last is gone, which
 * lost updates do not explain.
 *
 * Where `value` has one author and somebody read it to make the next number, the author wrote before that one did.
 */
export function canBeLast(value: number, key: number, history: readonly Op[]): boolean {
  const all = increments(key, history)
  const ok = all.filter(({ made }) => made !== null)
  const open = all.filter(({ made }) => made === null)
  let until = firstEnd(ok, -1, 0)
  let authors = 0
  for (let number = 1; number <= value; number++) {
    const before = until
    const told = ok.filter(({ made }) => made === number)
    const perhaps = open.filter(({ began }) => began < before)
    authors = told.length + perhaps.length
    until = Math.max(-1, ...[...told, ...perhaps].map(({ ended }) => firstEnd(ok, ended, number)))
  }
  const readOn = ok.some(({ made }) => made === value + 1)
  return until === Number.POSITIVE_INFINITY && (authors > 1 || !readOn)
}

/** Until when a number written by `since` can have stood: the first end of an increment to another that began later. */
function firstEnd(ok: readonly Increment[], since: number, number: number): number {
  let end = Number.POSITIVE_INFINITY
  for (const { began, ended, made } of ok) if (began > since && made !== number && ended < end) end = ended
  return end
}

function increments(key: number, history: readonly Op[]): Increment[] {
  const all: Increment[] = []
  const began = new Map<Op['process'], number>()
  for (const { process, type, f, key: own, value, index } of history) {
    if (f !== 'increment' || own !== key) continue
    const start = began.get(process)
    if (start !== undefined && type === 'ok') all.push({ began: start, ended: index, made: value })
    if (start !== undefined && type === 'info') all.push({ began: start, ended: Number.POSITIVE_INFINITY, made: null })
    if (type === 'invoke') began.set(process, index)
    else began.delete(process)
  }
  for (const start of began.values()) all.push({ began: start, ended: Number.POSITIVE_INFINITY, made: null })
  return all
}
