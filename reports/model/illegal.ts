import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Pair } from '../../src/history/pair.ts'
import type { Json } from '../../src/op/op.ts'
import { valueText } from '../text.ts'
import { fields, number, rows } from './fields.ts'

/** A key whose ops no sequential order explains. */
export interface IllegalKey {
  readonly key: string
  /** Why, in the checker's own words. */
  readonly why: string
  /** What the key held in the longest legal order before the op that fits nowhere. */
  readonly state?: string
  /** History index of the op that fits nowhere. */
  readonly impossible?: number
  /** Invocations of the ops that prove it, or failing that of those that lead up to it, it among them. */
  readonly ops: readonly number[]
  /** What these ops are: a proof, and whether there may be a shorter one. */
  readonly about: string
  /** Invocations of the ops on the key shortly before and after the one that fits nowhere, where these are more. */
  readonly around: readonly number[]
}

/** How many ops are shown before the one that fits nowhere, and after it. */
const window = { before: 20, after: 5 }

/** The keys that the `linearizable` checker could not explain. */
export function illegalKeys(result: CheckerResult | undefined, calls: readonly Pair[] = []): IllegalKey[] {
  if (result?.verdict !== 'invalid') return []
  return rows(fields(result.details)?.keys)
    .filter(({ verdict }) => verdict === 'invalid')
    .map(({ key, why, state, impossible, ops, history, proof: confirmed, minimal }) => {
      const wrong = number(fields(impossible)?.index)
      const named = Array.isArray(ops) ? ops.filter((op) => typeof op === 'number') : []
      const before = rows(history).flatMap(({ index }) => number(index) ?? [])
      const proof = [...new Set([...before, ...(wrong === undefined ? named : [wrong])])]
      const around = wrong === undefined ? [] : neighbours(calls, key ?? null, wrong)
      return {
        key: valueText(key, 80) || 'the only one',
        why: valueText(why, 600),
        ...(state !== undefined && { state: state === null ? 'nil' : valueText(state, 200) }),
        ...(wrong !== undefined && { impossible: wrong }),
        ops: proof,
        about: aboutOps(typeof confirmed === 'string', minimal === true),
        around: around.some((op) => !proof.includes(op)) ? around : [],
      }
    })
}

function neighbours(calls: readonly Pair[], key: Json, wrong: number): number[] {
  const name = JSON.stringify(key)
  const mine = calls.filter(({ invoke }) => JSON.stringify(invoke.key ?? null) === name)
  const at = mine.findIndex(({ invoke }) => invoke.index === wrong)
  if (at === -1) return []
  return mine.slice(Math.max(0, at - window.before), at + window.after + 1).map(({ invoke }) => invoke.index)
}

function aboutOps(proves: boolean, minimal: boolean): string {
  if (!proves) return 'The last operations before it. Those that prove it by themselves are too many to show.'
  const proof = 'These operations prove it by themselves'
  return minimal
    ? `${proof}; none that can safely be taken out is left.`
    : `${proof}. There may be a shorter proof: to look for it would have taken too long.`
}

/** The ops to mark on the time axis: those that fit nowhere. */
export function citedOps(keys: readonly IllegalKey[]): number[] {
  return keys.flatMap(({ impossible, ops }) => impossible ?? ops)
}
