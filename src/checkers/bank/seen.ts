import type { Op } from '../../op/op.ts'
import type { Seen } from '../conclude.ts'
import { count } from '../text.ts'
import { collision } from './collision.ts'
import type { Bank, Kind, Reading } from './readings.ts'
import { confirms } from './verify.ts'

/** All reads of one kind, the first of them in words; undefined if there is none. */
export function seen(kind: Kind, all: readonly Reading[], history: readonly Op[], bank: Bank): Seen | undefined {
  const wrong = all.filter((reading) => reading.kind === kind)
  const [first] = wrong
  if (first === undefined) return undefined
  const clash = kind === 'wrong-total' ? collision(history, first.op.index) : undefined
  return {
    type: kind,
    said: `${wrong.length.toLocaleString('en-US')} of ${count(all.length, 'read')} ${saying(kind, bank)}`,
    count: wrong.length,
    example: example(first, bank),
    more: [...(clash === undefined ? [] : [clash.text]), balances(first)],
    ops: [...(clash?.ops ?? []), first.op.index],
    because: kind === 'wrong-total' || kind === 'negative-balance' ? ['lost-update', 'G-single-item'] : [],
    confirmed: wrong.every(({ op }) => confirms(op, kind, bank)),
  }
}

function saying(kind: Kind, { total }: Bank): string {
  switch (kind) {
    case 'unexpected-account':
      return 'return an account that never was, or one twice'
    case 'missing-account':
      return 'miss an account'
    case 'wrong-total':
      return `do not add up to ${total}`
    case 'negative-balance':
      return 'return a balance below zero'
  }
}

function example({ op, total, kind }: Reading, bank: Bank): string {
  const off = total - bank.total
  const sum = off < 0 ? `${-off} too little` : `${off} too much`
  return `Op ${op.index} is the first${kind === 'wrong-total' ? `: its balances add up to ${total}, ${sum}` : ''}.`
}

function balances({ op, balances: all }: Reading): string {
  return `Op ${op.index} read: ${all.map(([account, balance]) => `${account}: ${balance}`).join(', ')}.`
}
