import { isDeepStrictEqual } from 'node:util'
import { BSON } from 'mongodb'
import type { Document } from './oplog.ts'

/** Filters and updates of MongoDB, those that are needed. */

export const idOf = (id: unknown) => BSON.EJSON.stringify({ id })

export function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([field, wanted]) => {
    const value: unknown = document[field]
    if (!isOperators(wanted)) return isDeepStrictEqual(value, wanted)
    return Object.entries(wanted).every(([operator, operand]) => {
      if (operator === '$eq') return isDeepStrictEqual(value, operand)
      if (operator === '$gte') return typeof value === 'number' && value >= Number(operand)
      throw new Error(`no operator ${operator}`)
    })
  })
}

/** What a filter says of a document that is to be inserted. */
export function seed(filter: Document): Document {
  return Object.fromEntries(Object.entries(filter).filter(([, wanted]) => !isOperators(wanted)))
}

export function updated(document: Document, update: Document, inserted: boolean): Document {
  const next: Document = { ...document }
  for (const [operator, fields] of Object.entries(update))
    for (const [field, operand] of Object.entries(fields as Document))
      if (operator === '$set' || (operator === '$setOnInsert' && inserted)) next[field] = operand
      else if (operator === '$inc') next[field] = Number(next[field] ?? 0) + Number(operand)
      else if (operator === '$push') next[field] = [...((next[field] as unknown[]) ?? []), operand]
      else if (operator !== '$setOnInsert') throw new Error(`no operator ${operator}`)
  return next
}

export function sorted(documents: Document[], sort: Document | undefined): Document[] {
  const [field] = Object.keys(sort ?? {})
  if (field === undefined) return documents
  return documents.sort((a, b) => (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0))
}

const isOperators = (wanted: unknown): wanted is Document =>
  typeof wanted === 'object' && wanted !== null && Object.keys(wanted).some((name) => name.startsWith('$'))
