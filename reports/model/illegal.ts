import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Json } from '../../src/op/op.ts'
import { valueText } from '../text.ts'

/** A key whose ops no sequential order explains. */
export interface IllegalKey {
  readonly key: string
  /** Why, in the checker's own words. */
  readonly why: string
  /** History indices of the ops that show it. */
  readonly ops: readonly number[]
}

type Fields = { readonly [name: string]: Json }

function fields(value: Json | undefined): Fields | undefined {
  return value === null || typeof value !== 'object' || Array.isArray(value) ? undefined : (value as Fields)
}

/** The keys that the `linearizable` checker could not explain. */
export function illegalKeys(result: CheckerResult | undefined): IllegalKey[] {
  if (result?.verdict !== 'invalid') return []
  const keys = fields(result.details)?.keys
  if (!Array.isArray(keys)) return []
  return keys
    .map(fields)
    .filter((entry) => entry !== undefined)
    .filter((entry) => entry.verdict === undefined || entry.verdict === 'invalid')
    .map((entry) => ({
      key: valueText(entry.key, 80) || 'the only one',
      why: valueText(entry.why ?? entry.reason ?? entry.summary, 600),
      ops: Array.isArray(entry.ops) ? entry.ops.filter((op) => typeof op === 'number') : [],
    }))
}

export function citedOps(keys: readonly IllegalKey[]): number[] {
  return keys.flatMap((key) => key.ops)
}
