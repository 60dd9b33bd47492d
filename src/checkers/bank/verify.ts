import type { Op } from '../../op/op.ts'
import type { Bank, Kind } from './readings.ts'

/** Looks at one raw op again, by other means: is it a read with this fault? */
export function confirms(op: Op, kind: Kind, { accounts, total }: Bank): boolean {
  if (op.type !== 'ok' || op.f !== 'read') return false
  const pairs = JSON.parse(JSON.stringify(op.value)) as [unknown, number][]
  const balances = new Map(pairs)
  const names = Array.from({ length: accounts }, (_, account) => account)
  switch (kind) {
    case 'unexpected-account':
      return pairs.length > balances.size || [...balances.keys()].some((name) => !names.includes(name as number))
    case 'missing-account':
      return names.some((name) => !balances.has(name))
    case 'negative-balance':
      return names.some((name) => (balances.get(name) ?? 0) < 0)
    case 'wrong-total': {
      let left = total
      for (const name of names) left -= balances.get(name) ?? Number.NaN
      return left !== 0
    }
  }
}
