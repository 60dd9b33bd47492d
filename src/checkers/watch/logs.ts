import { outcome, pair } from '../../history/pair.ts'
import type { Json, Op } from '../../op/op.ts'

/** A change as somebody was told of it: by a watch, or as the answer to the put that made it. */
export interface Told {
  readonly op: Op
  readonly key: number
  readonly revision: number
  readonly value: number
}

/** What one watch, from the revision `after` on, was told, in that order. */
export interface Watch {
  readonly op: Op
  readonly key: number
  readonly after: number
  readonly events: readonly Told[]
}

export interface Logs {
  readonly watches: readonly Watch[]
  readonly acknowledged: readonly Told[]
  /** Values that a put asked for which did not fail for certain, by `nameOf` key and value. */
  readonly possible: ReadonlySet<string>
  /** How many times a client caught up with a key in the end, and how many gave up. */
  readonly caughtUp: number
  readonly behind: number
}

export function logs(history: readonly Op[]): Logs {
  const pairs = pair(history.filter(({ process }) => process !== 'nemesis'))
  const puts = pairs.filter(({ invoke }) => invoke.f === 'put')
  const ends = pairs.filter(({ invoke }) => invoke.f === 'catch-up')
  /** By process and key, how the last try ended. */
  const last = new Map(ends.map((each) => [whoOf(each.invoke), outcome(each)]))
  return {
    watches: pairs.flatMap(({ complete }) => (complete === undefined ? [] : watchesOf(complete))),
    acknowledged: puts.flatMap(({ complete }) => (complete === undefined ? [] : acknowledgedBy(complete))),
    possible: new Set(
      puts.filter((each) => outcome(each) !== 'fail').map(({ invoke }) => nameOf(Number(invoke.key), askedBy(invoke))),
    ),
    caughtUp: [...last.values()].filter((type) => type === 'ok').length,
    behind: [...last.values()].filter((type) => type === 'fail').length,
  }
}

export const nameOf = (key: number, value: number): string => `${key}=${value}`
export const whoOf = ({ process, key }: Op): string => `${process}/${key}`

function watchesOf(op: Op): Watch[] {
  if (op.type !== 'ok' || (op.f !== 'watch' && op.f !== 'catch-up')) return []
  const { after, events } = op.value as { readonly after: number; readonly events: readonly (readonly number[])[] }
  const key = Number(op.key)
  const told = events.map(([revision = 0, value = 0]): Told => ({ op, key, revision, value }))
  return [{ op, key, after, events: told }]
}

function acknowledgedBy(op: Op): Told[] {
  const { revision, value } = op.value as { readonly revision: Json; readonly value: number }
  if (op.type !== 'ok' || typeof revision !== 'number') return []
  return [{ op, key: Number(op.key), revision, value }]
}

function askedBy({ value }: Op): number {
  return (value as { readonly value: number }).value
}
