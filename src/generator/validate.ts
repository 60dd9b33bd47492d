import { inspect } from 'node:util'
import { MurphyError } from '../op/failure.ts'
import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Refuses ops that nobody could perform, with all that is wrong with them. The runner wraps every test's generator. */
export function validate(of: Liftable): Generator {
  return new Validate(lift(of))
}

class Validate extends Around {
  op(context: Context): Next | null {
    const next = this.of.op(context)
    if (next === null) return null
    const problems = problemsOf(next, context)
    if (problems.length > 0)
      throw new MurphyError('broken', `The generator's answer ${show(next)} is invalid: ${problems.join('; ')}.`, {
        hint: 'Build ops as { f, value } and leave type, process and time to the combinators.',
      })
    return [next[0], this.around(next[1])]
  }

  protected around(of: Generator): Generator {
    return new Validate(of)
  }
}

/** Written for what JavaScript callers can get wrong: types promise nothing here. */
function problemsOf(next: unknown, context: Context): string[] {
  if (!Array.isArray(next) || next.length !== 2) return ['it is not a pair of an op and the generator that follows']
  const [op, then] = next as unknown[]
  const problems: string[] = []
  if (typeof then !== 'object' || then === null || !('op' in then) || !('update' in then))
    problems.push('the second element is not a generator')
  if (op === 'pending') return problems
  if (typeof op !== 'object' || op === null) return [...problems, 'the first element is neither an op nor "pending"']
  return [...problems, ...opProblems(op as Record<string, unknown>, context)]
}

function opProblems(op: Record<string, unknown>, context: Context): string[] {
  const { type, process, time } = op
  const problems: string[] = []
  if (type === 'log') {
    if (typeof op.message !== 'string') problems.push('message is not a string')
  } else if (type === 'sleep') {
    if (!(typeof op.duration === 'number' && op.duration >= 0)) problems.push('duration is not a number of ns')
  } else {
    if (type !== 'invoke' && !(type === 'info' && process === 'nemesis'))
      problems.push('type is none of invoke, sleep and log (nor info, for the nemesis)')
    if (typeof op.f !== 'string') problems.push('f is not a string')
    if (op.value === undefined) problems.push('value is missing (null where there is none)')
  }
  if (!Number.isFinite(time)) problems.push('time is not a number of ns')
  if (typeof process !== 'number' && process !== 'nemesis') return [...problems, 'it has no process']
  const thread = context.threadOf(process)
  if (thread === undefined) problems.push(`no thread runs process ${process} now`)
  else if (!context.free.has(thread)) problems.push(`process ${process} is not free`)
  return problems
}

function show(next: unknown): string {
  const first = Array.isArray(next) ? (next[0] as unknown) : next
  return inspect(first, { breakLength: Number.POSITIVE_INFINITY, depth: 3, maxArrayLength: 5 })
}
