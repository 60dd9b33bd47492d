import type { Op } from '../op/op.ts'
import type { Seen } from './conclude.ts'
import { type GroupReads, mopsOf } from './group-reads.ts'
import { count } from './text.ts'

/** Reads of group keys that returned what nobody wrote: none, or one finding. */
export function garbageReads({ garbage }: GroupReads, history: readonly Op[]): Seen[] {
  const [first] = garbage
  if (first === undefined) return []
  const { read, key } = first
  return [
    {
      type: 'garbage-read',
      said: `${count(garbage.length, 'value')} read that nobody wrote`,
      count: garbage.length,
      example: `Op ${read.op.index} read ${JSON.stringify(read.values.get(key) ?? null)} for key ${key}, which no write that may have happened put there.`,
      ops: [read.op.index],
      because: ['garbage-read'],
      confirmed: garbage.every((each) => confirms(each.read.op, each.key, history)),
    },
  ]
}

function confirms(read: Op, key: number, history: readonly Op[]): boolean {
  const got = mopsOf(read).find(([f, each]) => f === 'r' && each === key)?.[2] ?? null
  const wrote = (type: Op['type']) =>
    history.filter(
      (op) => op.type === type && mopsOf(op).some(([f, each, value]) => f === 'w' && each === key && value === got),
    )
  return got !== null && read.type === 'ok' && wrote('invoke').length === wrote('fail').length
}
