import type { Json, Op } from '../../op/op.ts'
import { type Element, isGone, missedFor, type SetHistory, type Stranger } from './set-elements.ts'

/** The elements of a set by what became of them, in the order of their adds; definitions in index.ts. */
export interface Outcomes {
  readonly acknowledged: readonly Element[]
  readonly lost: readonly Element[]
  readonly vanished: readonly Element[]
  readonly unconfirmed: readonly Element[]
  readonly stable: readonly Element[]
  readonly stale: readonly Element[]
  readonly recovered: readonly Element[]
  readonly neverRead: readonly Element[]
  readonly duplicated: readonly Element[]
  readonly unexpected: readonly Unexpected[]
}

export interface Unexpected {
  readonly value: Json
  readonly key: Json | undefined
  readonly read: Op
  readonly why: 'never attempted' | 'its add failed' | 'read before its add was invoked'
}

export function outcomes({ elements, strangers }: SetHistory): Outcomes {
  const acknowledged = elements.filter((element) => element.acknowledged !== undefined)
  const pending = elements.filter((element) => element.acknowledged === undefined && !element.failed)
  const gone = new Set(elements.filter(isGone))
  const missing = (element: Element) => gone.has(element) && element.missedFinally
  const stable = elements.filter((element) => element.lastSeen !== undefined && !gone.has(element))
  return {
    acknowledged,
    lost: acknowledged.filter(missing),
    vanished: pending.filter(missing),
    unconfirmed: [...gone].filter((element) => !element.missedFinally),
    stable,
    stale: stable.filter((element) => missedFor(element) !== undefined),
    recovered: pending.filter((element) => element.lastSeen !== undefined && !gone.has(element)),
    neverRead: acknowledged.filter((element) => element.lastSeen === undefined && !gone.has(element)),
    duplicated: elements.filter(({ copies }) => copies > 1),
    unexpected: [...strangers.map(stranger), ...elements.flatMap(impossible)],
  }
}

function stranger({ value, key, read }: Stranger): Unexpected {
  return { value, key, read, why: 'never attempted' }
}

function impossible({ value, key, add, failed, firstSeen }: Element): Unexpected[] {
  if (firstSeen === undefined) return []
  if (failed) return [{ value, key, read: firstSeen, why: 'its add failed' }]
  return firstSeen.index < add.index ? [{ value, key, read: firstSeen, why: 'read before its add was invoked' }] : []
}
