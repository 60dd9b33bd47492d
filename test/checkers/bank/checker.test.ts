import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bank } from '../../../src/checkers/bank/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { call, check, history, type Row } from '../histories.ts'

const options = { accounts: 3, total: 30 }
const judge = (ops: readonly Op[], more: Record<string, Json> = {}) => check(bank, ops, { ...options, ...more })

interface Details {
  readonly wrong: readonly { readonly op: number; readonly kind: string; readonly total: number }[]
  readonly anomalies: readonly {
    readonly type: string
    readonly count: number
    readonly ops: number[]
    readonly steps: string[]
  }[]
}

const read = (...balances: number[]) =>
  call(
    0,
    'read',
    null,
    'ok',
    balances.map((balance, account) => [account, balance]),
  )
const transfer = call(1, 'transfer', { from: 0, to: 1, amount: 3, after: null }, 'ok', {
  from: 0,
  to: 1,
  amount: 3,
  after: [
    [0, 7],
    [1, 13],
  ],
})

describe('a bank of 30 in three accounts', () => {
  test('keeps its total', async () => {
    const result = await judge(history(...read(10, 10, 10), ...transfer, ...read(7, 13, 10)))
    expect(result).toMatchObject({ verdict: 'valid', checked: { reads: 2, transfers: 1 } })
    expect(result.phrase).toBe('kept the total of all accounts, 30, in 2 reads')
  })

  test.each([
    ['wrong-total', read(7, 10, 10), 'lost 3 of 30 in transfers between accounts'],
    ['wrong-total', read(10, 13, 10), 'made 3 out of nothing in transfers between accounts of 30 in all'],
    ['negative-balance', read(-3, 23, 10), 'showed balances that do not add up, in 1 of 2 reads'],
    ['missing-account', read(20, 10), 'showed balances that do not add up, in 1 of 2 reads'],
    ['unexpected-account', read(10, 10, 10, 0), 'showed balances that do not add up, in 1 of 2 reads'],
    [
      'unexpected-account',
      call(0, 'read', null, 'ok', [
        [0, 5],
        [0, 5],
        [1, 10],
        [2, 10],
      ]),
      'showed balances that do not add up, in 1 of 2 reads',
    ],
    [
      'wrong-total',
      call(0, 'read', null, 'ok', [
        [0, null],
        [1, 10],
        [2, 10],
      ]),
      'showed balances that do not add up, in 1 of 2 reads',
    ],
  ])('%s', async (kind, wrong, phrase) => {
    const result = await judge(history(...read(10, 10, 10), ...transfer, ...wrong))
    expect(result).toMatchObject({ verdict: 'invalid', phrase })
    const { anomalies } = result.details as unknown as Details
    expect(anomalies).toMatchObject([{ type: kind, count: 1, ops: [5] }])
  })

  test('reads that failed or are indeterminate are no evidence, and neither is what no read saw', async () => {
    const unread = call(0, 'read', null, 'info', [[0, 1]])
    expect((await judge(history(...unread, ...transfer))).verdict).toBe('unknown')
    expect((await judge(history(...read(10, 10, 10)))).verdict).toBe('unknown')
    expect((await judge([])).verdict).toBe('unknown')
  })
})

test('two transfers that computed from one balance are named, with what they wrote', async () => {
  const leg = (process: number, from: number, to: number, amount: number, after: Json): Row[] => [
    { process, type: 'invoke', f: 'transfer', value: { from, to, amount, after: null } },
    { process, type: 'ok', f: 'transfer', value: { from, to, amount, after } },
  ]
  const [a1, a2] = leg(1, 0, 1, 3, [
    [0, 7],
    [1, 13],
  ]) as [Row, Row]
  const [b1, b2] = leg(2, 0, 2, 4, [
    [0, 6],
    [2, 14],
  ]) as [Row, Row]
  const { details, summary } = await judge(history(a1, b1, a2, b2, ...read(6, 13, 14)), { expect: 'read-committed' })
  expect((details as unknown as Details).anomalies[0]).toMatchObject({ ops: [2, 3, 5] })
  expect((details as unknown as Details).anomalies[0]?.steps[1]).toContain(
    'transfers 2 and 3 were under way at the same time: both read 10 in account 0, and wrote 7 and 6',
  )
  expect(summary).toContain('The promised isolation, read-committed, allows this; snapshot-isolation would forbid it.')
  expect((await judge(history(...read(6, 13, 14)), { expect: 'serializable' })).summary).toContain(
    'serializable, forbids this',
  )
  // One after the other they could not both have read it, but their legs say nothing of that.
  const apart = await judge(history(a1, a2, b1, b2, ...read(6, 13, 14)))
  expect((apart.details as unknown as Details).anomalies[0]?.ops).toEqual([5])
})

/** Serial executions: balances move, reads between show all of them. */
const steps = fc.array(
  fc.record({ from: fc.nat(2), by: fc.integer({ min: 1, max: 2 }), amount: fc.nat(9), reads: fc.nat(2) }),
  {
    minLength: 1,
    maxLength: 12,
  },
)

function serial(moves: readonly { from: number; by: number; amount: number; reads: number }[]): Row[] {
  const now = [10, 10, 10]
  return moves.flatMap(({ from, by, amount, reads }, i) => {
    const to = (from + by) % 3
    const asked = { from, to, amount, after: null }
    const enough = (now[from] ?? 0) >= amount
    if (enough) {
      now[from] = (now[from] ?? 0) - amount
      now[to] = (now[to] ?? 0) + amount
    }
    const after = [from, to].map((account) => [account, now[account] ?? 0])
    const done = enough
      ? call(1 + (i % 3), 'transfer', asked, 'ok', { ...asked, after })
      : call(1, 'transfer', asked, 'fail')
    return [...done, ...Array.from({ length: reads }, () => read(...now)).flat()]
  })
}

test('every serial execution is valid, and one balance that is changed in one read is found, as what it is', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), fc.nat(2), fc.integer({ min: -9, max: 9 }), async (moves, which, account, by) => {
      const ops = history(...read(10, 10, 10), ...serial(moves))
      const before = await judge(ops)
      expect(before.verdict).not.toBe('invalid')
      const reads = ops.filter(({ f, type }) => f === 'read' && type === 'ok')
      const victim = reads[which % reads.length]
      const changed = ops.map((op) =>
        op === victim
          ? { ...op, value: (op.value as [number, number][]).map(([key, n]) => [key, key === account ? n + by : n]) }
          : op,
      )
      const { verdict, details } = await judge(changed)
      if (by === 0) expect(verdict).toBe(before.verdict)
      else {
        expect(verdict).toBe('invalid')
        expect((details as unknown as Details).wrong).toEqual([
          { op: victim?.index, kind: 'wrong-total', total: 30 + by },
        ])
      }
    }),
  )
})

/** Of any answers whatever: straight from the definitions, one read at a time. */
function oracle(value: Json): string | undefined {
  const pairs = value as [number, number][]
  const times = (account: number) => pairs.filter(([key]) => key === account).length
  if (pairs.some(([key]) => key > 2 || times(key) > 1)) return 'unexpected-account'
  if ([0, 1, 2].some((account) => times(account) === 0)) return 'missing-account'
  if (pairs.map(([, balance]) => balance).reduce((a, b) => a + b) !== 30) return 'wrong-total'
  return pairs.some(([, balance]) => balance < 0) ? 'negative-balance' : undefined
}

test('reads of anything are sorted as the definitions say', async () => {
  const answer = fc.oneof(
    fc.array(fc.tuple(fc.nat(3), fc.integer({ min: -2, max: 30 })), { maxLength: 4 }),
    fc.tuple(fc.integer({ min: -5, max: 30 }), fc.integer({ min: -5, max: 30 })).map(([a, b]): [number, number][] => [
      [0, a],
      [1, b],
      [2, 30 - a - b],
    ]),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 6 }), async (answers) => {
      const ops = history(...transfer, ...answers.flatMap((value) => call(0, 'read', null, 'ok', value)))
      const { verdict, details } = await judge(ops)
      const expected = answers.map(oracle)
      expect((details as unknown as Details).wrong.map(({ kind }) => kind)).toEqual(
        expected.filter((kind) => kind !== undefined),
      )
      expect(verdict).toBe(expected.every((kind) => kind === undefined) ? 'valid' : 'invalid')
    }),
  )
})
