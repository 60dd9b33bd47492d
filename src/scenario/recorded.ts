import { statSync } from 'node:fs'
import { readHistory } from '../history/read.ts'
import type { Op } from '../op/op.ts'

export interface Recorded {
  readonly ops: readonly Op[]
  readonly note?: string
}

/** A run's history, which may be empty: set-up failed, or the controller died before the first op. */
export function readRecorded(path: string): Recorded {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0) return { ops: [], note: 'No op was recorded.' }
  const { ops, note } = readHistory(path, { format: 'jsonl' })
  return note === undefined ? { ops } : { ops, note }
}
