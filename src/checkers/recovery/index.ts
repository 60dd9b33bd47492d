import { looksOf } from '../../history/wholeness.ts'
import type { Json, Nanos } from '../../op/op.ts'
import { MS } from '../../op/time.ts'
import type { Checker, CheckerResult } from '../checker.ts'
import { count, duration, list } from '../text.ts'
import { firstFault, healsOf } from './heals.ts'
import { type Recovery, recoveryOf, shapeBefore } from './measure.ts'

/**
 * Does the cluster recover when a fault is over? The liveness side of a run: after each heal, the time until every struck
 * node answers again, until the cluster is whole (all nodes answer, as many lead as before the faults, and all others
 * follow), and until a client is served. Measured from samples, so on a grid of about 250 ms, and only until the next
 * fault.
 *
 * With the option `recoverWithinMs`: invalid where it took longer, or had not come after that time; unknown where no
 * fault was followed by enough time to tell. Heals while another fault is in force are measured, not judged. Without the
 * option never invalid.
 *
 * Details, ns: `{ bound, recoveries: [{ fault, op, at, nodes, next, others, answered: { [node]: ns }, whole, served,
 * watched, tried, judged: 'in time' | 'late' | null }] }`; null where it did not come, or could not be told.
 */
export const recovery: Checker = {
  name: 'recovery',
  about: 'after each fault every node answers again and the cluster is whole, within a bound where one is demanded',
  check: ({ history, samples, options }) => {
    const bound = typeof options.recoverWithinMs === 'number' ? options.recoverWithinMs * MS : undefined
    const looks = looksOf(samples)
    const shape = shapeBefore(looks, firstFault(history))
    return judge(
      healsOf(history).map((heal) => recoveryOf(heal, looks, shape, history)),
      bound,
    )
  },
}

type Judged = 'in time' | 'late' | undefined

function judge(recoveries: readonly Recovery[], bound: Nanos | undefined): CheckerResult {
  const verdicts = recoveries.map((each) => (bound === undefined ? undefined : judgeOne(each, bound)))
  const late = recoveries.filter((_, i) => verdicts[i] === 'late')
  const inTime = verdicts.filter((verdict) => verdict === 'in time').length
  const checked = { heals: recoveries.length, whole: recoveries.filter(({ whole }) => whole !== null).length }
  const details: Json = {
    bound: bound ?? null,
    recoveries: recoveries.map((each, i) => ({ ...row(each), judged: verdicts[i] ?? null })),
  }
  const result = (verdict: CheckerResult['verdict'], summary: string) => ({
    verdict,
    summary,
    checked: bound === undefined ? checked : { ...checked, judged: inTime + late.length },
    details,
  })
  if (recoveries.length === 0) return result('valid', 'There was nothing to recover from.')
  if (bound === undefined) return result('valid', times(recoveries))
  const allowed = `allowed: ${duration(bound)}`
  if (late.length > 0) return result('invalid', `Too slow: ${list(late.map((each) => told(each, bound)))}; ${allowed}.`)
  if (inTime === 0)
    return result('unknown', `No fault was followed by ${duration(bound)} without another: nothing could be told.`)
  return result('valid', `${times(recoveries)} ${count(inTime, 'heal')} judged, all in time; ${allowed}.`)
}

/** Whole and served in time; late only where it was watched, or clients tried, for longer than the bound. */
function judgeOne({ others, whole, served, watched, tried }: Recovery, bound: Nanos): Judged {
  if (others.length > 0) return undefined
  if ((whole ?? watched) > bound || (served ?? tried) > bound) return 'late'
  return whole === null ? undefined : 'in time'
}

function told({ fault, whole, served, watched, tried }: Recovery, bound: Nanos): string {
  if (whole === null && watched > bound) return `after ${fault} the cluster was not whole in ${duration(watched)}`
  if (served === null && tried > bound) return `after ${fault} no client was served in ${duration(tried)}`
  return `after ${fault} it took ${duration(Math.max(whole ?? 0, served ?? 0))}`
}

function times(recoveries: readonly Recovery[]): string {
  const whole = recoveries.flatMap((each) => each.whole ?? [])
  const answered = recoveries.flatMap((each) => Object.values(each.answered).flatMap((time) => time ?? []))
  const slowest = (all: readonly Nanos[]) => duration(Math.max(0, ...all))
  const nodes = answered.length === 0 ? '' : `struck nodes answered within ${slowest(answered)}, `
  if (whole.length === 0) return `After ${count(recoveries.length, 'heal')} the cluster was never seen whole.`
  const never = recoveries.length - whole.length
  const rest = never === 0 ? '' : `; ${never} were followed by the next fault, or the end, before that`
  return `After ${count(whole.length, 'heal')} ${nodes}the cluster was whole within ${slowest(whole)}${rest}.`
}

function row({ next, nodes, others, ...rest }: Recovery): { readonly [name: string]: Json } {
  return { ...rest, answered: { ...rest.answered }, nodes: [...nodes], others: [...others], next: next ?? null }
}
