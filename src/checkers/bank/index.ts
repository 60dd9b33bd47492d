import type { Checker, CheckerResult } from '../checker.ts'
import { conclude } from '../conclude.ts'
import { count } from '../text.ts'
import { kinds, type Reading, readings } from './readings.ts'
import { seen } from './seen.ts'

/**
 * Is money neither made nor lost? For histories of `read`, which returns every account as `[account, balance]`, and
 * `transfer` of `{ from, to, amount, after }`, `after` being the two balances that it left behind. The sum of all
 * balances is the same in every state that a serial execution passes through, so each ok read is evidence by itself,
 * whatever became of the transfers (jepsen.tests.bank).
 *
 * - *wrong-total*: a read whose balances do not add up.
 * - *negative-balance*: a read of a balance below zero, which transfers refuse to make.
 * - *unexpected-account*, *missing-account*: a read of an account that never was, or was read twice; a read without one
 *   that was.
 *
 * Options: `accounts` (numbered from 0), `total`, `expect` (the promised model). Details: `{ total, lastTotal,
 * lowestTotal, highestTotal, wrong: [{ op, kind, total }], anomalies }` (the last as in conclude.ts), of `wrong` the
 * first 100.
 */
export const bank: Checker = {
  name: 'bank',
  about: 'transfers keep the total of all accounts, in every read of them',
  check: ({ history, options }) => {
    const bankOf = { accounts: Number(options.accounts), total: Number(options.total) }
    const all = readings(history, bankOf)
    const wrong = all.filter(({ kind }) => kind !== undefined)
    const transfers = history.filter(({ f, type }) => f === 'transfer' && type === 'ok').length
    return conclude({
      history,
      seen: kinds.flatMap((kind) => seen(kind, all, history, bankOf) ?? []),
      phrase: phrase(all, bankOf.total),
      unproven: unproven(all.length, transfers),
      checked: { reads: all.length, transfers },
      expect: options.expect,
      details: {
        total: bankOf.total,
        ...extremes(all),
        wrong: wrong.slice(0, 100).map(({ op, kind = null, total }) => ({ op: op.index, kind, total })),
      },
    })
  },
}

function phrase(all: readonly Reading[], total: number): string {
  const wrong = all.filter(({ kind }) => kind !== undefined).length
  const last = all.at(-1)
  const off = last?.kind === 'wrong-total' ? last.total - total : 0
  if (off < 0) return `lost ${-off} of ${total} in transfers between accounts`
  if (off > 0) return `made ${off} out of nothing in transfers between accounts of ${total} in all`
  if (wrong > 0) return `showed balances that do not add up, in ${wrong} of ${count(all.length, 'read')}`
  return `kept the total of all accounts, ${total}, in ${count(all.length, 'read')}`
}

function unproven(reads: number, transfers: number): string | undefined {
  if (reads === 0) return 'no read of the accounts succeeded'
  return transfers === 0 ? 'no transfer succeeded, so there was nothing that could go wrong' : undefined
}

function extremes(all: readonly Reading[]): Record<string, CheckerResult['details']> {
  const totals = all.map(({ total }) => total)
  if (totals.length === 0) return {}
  const lowestTotal = totals.reduce((a, b) => Math.min(a, b))
  const highestTotal = totals.reduce((a, b) => Math.max(a, b))
  return { lastTotal: totals.at(-1) ?? null, lowestTotal, highestTotal }
}
