import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Json } from '../../src/op/op.ts'
import { duration, list, moment } from '../text.ts'
import { fields, number, rows } from './fields.ts'

/** One row of the table of recoveries, as text. */
export interface RecoveryRow {
  readonly fault: string
  readonly healed: string
  /** Each struck node with its time: `n1 310 ms`. */
  readonly answered: string
  readonly whole: string
  readonly served: string
  readonly note: string
  readonly late: boolean
}

/** What the `recovery` checker measured after each fault. */
export function recoveries(result: CheckerResult | undefined): RecoveryRow[] {
  return rows(fields(result?.details)?.recoveries).map((each) => ({
    fault: typeof each.fault === 'string' ? each.fault : '',
    healed: moment(number(each.at) ?? 0),
    answered: Object.entries(fields(each.answered) ?? {})
      .map(([node, time]) => `${node} ${after(time)}`)
      .join(', '),
    whole: after(each.whole),
    served: after(each.served),
    note: noteOf(each.others, each.judged, number(each.next)),
    late: each.judged === 'late',
  }))
}

function after(time: Json | undefined): string {
  return typeof time === 'number' ? duration(time) : 'not seen'
}

function noteOf(others: Json | undefined, judged: Json | undefined, next: number | undefined): string {
  const going = Array.isArray(others) ? others.map(String) : []
  if (going.length > 0) return `while ${list(going)} went on`
  if (typeof judged === 'string') return judged
  return next === undefined ? '' : `next fault at ${moment(next)}`
}
