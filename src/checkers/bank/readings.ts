import type { Op } from '../../op/op.ts'
import { amounts } from '../amounts.ts'

export interface Bank {
  readonly accounts: number
  readonly total: number
}

/** What can be wrong with a read of all accounts, worst first; of one read the first is told. */
export const kinds = ['unexpected-account', 'missing-account', 'wrong-total', 'negative-balance'] as const

export type Kind = (typeof kinds)[number]

/** An ok read of all accounts. */
export interface Reading {
  readonly op: Op
  readonly balances: readonly (readonly [account: number, balance: number])[]
  readonly total: number
  readonly kind: Kind | undefined
}

/** Every ok read, in the order of the history. */
export function readings(history: readonly Op[], bank: Bank): Reading[] {
  return history.flatMap((op) => {
    if (op.f !== 'read' || op.type !== 'ok' || op.process === 'nemesis') return []
    const balances = amounts(op.value)
    const total = balances.reduce((sum, [, balance]) => sum + balance, 0)
    return [{ op, balances, total, kind: kindOf(balances, total, bank) }]
  })
}

function kindOf(balances: Reading['balances'], total: number, bank: Bank): Kind | undefined {
  const known = new Set(balances.map(([account]) => account))
  const outside = balances.some(([account]) => !Number.isInteger(account) || account < 0 || account >= bank.accounts)
  if (outside || known.size < balances.length) return 'unexpected-account'
  if (known.size < bank.accounts) return 'missing-account'
  if (total !== bank.total) return 'wrong-total'
  return balances.some(([, balance]) => balance < 0) ? 'negative-balance' : undefined
}
