import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Json } from '../../src/op/op.ts'
import { duration, moment, valueText } from '../text.ts'
import { type Fields, fields, number, rows } from './fields.ts'

/** What else the `lost-writes` checker found with elements, beside the lost ones: one table a kind. */
export interface ElementFindings {
  readonly title: string
  readonly about: string
  readonly total: number
  /** Whether it is what the verdict rests on; a late write alone is no fault unless the checker says so. */
  readonly faulty: boolean
  readonly listed: readonly { readonly element: string; readonly op?: number; readonly what: string }[]
}

interface Kind {
  readonly name: string
  readonly title: string
  readonly about: string
  /** Which field names the op to look at. */
  readonly op: string
  readonly what: (entry: Fields) => string
}

const kinds: readonly Kind[] = [
  {
    name: 'vanished',
    title: 'Seen, then gone',
    about: 'Nobody confirmed these writes, but a read saw them, and later reads do not.',
    op: 'op',
    what: ({ lastSeenAt }) => `last seen at ${at(lastSeenAt)}`,
  },
  {
    name: 'duplicated',
    title: 'Duplicated',
    about: 'Written once, read more than once in one read.',
    op: 'op',
    what: ({ copies }) => `${valueText(copies)} copies`,
  },
  {
    name: 'unexpected',
    title: 'Unexpected',
    about: 'Read, though they could not be there.',
    op: 'read',
    what: ({ why, node }) => `${valueText(why, 200)}${typeof node === 'string' ? `, read from ${node}` : ''}`,
  },
  {
    name: 'stale',
    title: 'Seen late',
    about: 'Confirmed, missed by a later read, and there in the end: the worst of them.',
    op: 'missedBy',
    what: ({ latency }) => `still missing ${duration(number(latency) ?? 0)} after it was known`,
  },
]

function at(time: Json | undefined): string {
  return typeof time === 'number' ? moment(time) : 'an unknown time'
}

export function elementFindings(result: CheckerResult | undefined): ElementFindings[] {
  const details = fields(result?.details)
  const counts = fields(details?.counts)
  const found = kinds
    .map(({ name, title, about, op, what }) => {
      const listed = rows(details?.[name]).map((entry) => {
        const index = number(entry[op])
        return { element: valueText(entry.element, 80), ...(index !== undefined && { op: index }), what: what(entry) }
      })
      return { title, about, total: number(counts?.[name]) ?? listed.length, faulty: name !== 'stale', listed }
    })
    .filter(({ total }) => total > 0)
  const other = (number(counts?.lost) ?? 0) > 0 || found.some(({ faulty }) => faulty)
  return result?.verdict === 'invalid' && !other ? found.map((kind) => ({ ...kind, faulty: true })) : found
}
