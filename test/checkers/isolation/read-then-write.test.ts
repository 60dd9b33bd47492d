import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkIsolation } from '../../../src/checkers/isolation/check.ts'
import { isolation } from '../../../src/checkers/isolation/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { check, history } from '../histories.ts'
import { readCommitted } from './read-committed.ts'

const options = { workload: 'list-append', expect: 'read-committed', appends: 'read-then-write' } as const

const txn = (process: number, type: Op['type'], ...value: readonly Json[]) => ({ process, type, f: 'txn', value })

/** Two appends at once to the list of one element, of which each has read its own. */
const lost = history(
  txn(0, 'invoke', ['append', 'x', 1]),
  txn(0, 'ok', ['append', 'x', 1]),
  txn(1, 'invoke', ['append', 'x', 2], ['r', 'x', null]),
  txn(2, 'invoke', ['append', 'x', 3], ['r', 'x', null]),
  txn(1, 'ok', ['append', 'x', 2], ['r', 'x', [1, 2]]),
  txn(2, 'ok', ['append', 'x', 3], ['r', 'x', [1, 3]]),
)

describe('where clients read a list and write it whole', () => {
  it('one of two appends at once may replace the other: a lost update, which read committed allows', () => {
    const result = checkIsolation(lost, options)
    expect(result).toMatchObject({ verdict: 'valid', allowedTypes: ['lost-update'], unverified: [] })
    expect(checkIsolation(lost, { ...options, expect: 'snapshot-isolation' }).verdict).toBe('invalid')
    expect(result.anomalies[0]?.text).toContain('T1 and T2 ran at the same time, and both appended to key x when it')
  })

  it('where the database appends, no order explains it', () => {
    expect(checkIsolation(lost, { ...options, appends: 'atomic' })).toMatchObject({
      verdict: 'invalid',
      anomalyTypes: ['incompatible-order'],
    })
  })

  it('is printed as a select and a write of the whole list', async () => {
    const { details } = await check(isolation, lost, { ...options })
    const [{ shrunk }] = (
      details as unknown as { anomalies: [{ shrunk: { sql: { session: string; sql: string }[] } }] }
    ).anomalies
    const lines = shrunk.sql.map(({ session, sql }) => `${session} ${sql}`)
    const at = (line: string) => lines.lastIndexOf(line)
    const replaces = "A INSERT INTO murphy_case AS t VALUES ('x', '1,2') ON CONFLICT (k) DO UPDATE SET v = excluded.v;"
    expect(lines.indexOf("B SELECT v FROM murphy_case WHERE k = 'x';")).toBeGreaterThan(at('B BEGIN;'))
    expect(lines.indexOf("B SELECT v FROM murphy_case WHERE k = 'x';")).toBeLessThan(at('A COMMIT;'))
    expect(at(replaces)).toBeGreaterThan(at('B COMMIT;'))
  })

  it('is no excuse for a write that came after the other had completed', () => {
    const later = history(
      txn(1, 'invoke', ['append', 'x', 2], ['r', 'x', null]),
      txn(1, 'ok', ['append', 'x', 2], ['r', 'x', [2]]),
      txn(2, 'invoke', ['append', 'x', 3], ['r', 'x', null]),
      txn(2, 'ok', ['append', 'x', 3], ['r', 'x', [3]]),
    )
    expect(checkIsolation(later, options).anomalyTypes).toContain('incompatible-order')
  })

  it('is no excuse for an element with two predecessors', () => {
    const twice = history(
      txn(1, 'invoke', ['append', 'x', 1]),
      txn(2, 'invoke', ['append', 'x', 2]),
      txn(3, 'invoke', ['append', 'x', 3], ['r', 'x', null]),
      txn(4, 'invoke', ['r', 'x', null]),
      txn(1, 'ok', ['append', 'x', 1]),
      txn(2, 'ok', ['append', 'x', 2]),
      txn(3, 'ok', ['append', 'x', 3], ['r', 'x', [1, 3]]),
      txn(4, 'ok', ['r', 'x', [2, 3]]),
    )
    expect(checkIsolation(twice, options)).toMatchObject({ verdict: 'invalid', anomalyTypes: ['incompatible-order'] })
  })

  it('an append that nobody read is not taken as the last one', () => {
    const unread = history(
      txn(1, 'invoke', ['append', 'x', 1], ['r', 'y', null]),
      txn(2, 'invoke', ['append', 'y', 1], ['r', 'x', null]),
      txn(1, 'ok', ['append', 'x', 1], ['r', 'y', []]),
      txn(2, 'ok', ['append', 'y', 1], ['r', 'x', []]),
    )
    expect(checkIsolation(unread, { ...options, expect: 'serializable' }).counts).not.toHaveProperty('G2-item')
    expect(checkIsolation(unread, { ...options, appends: 'atomic', expect: 'serializable' }).verdict).toBe('invalid')
  })

  it('a read committed database never shows what read committed forbids', () => {
    let losses = 0
    fc.assert(
      fc.property(readCommitted, (ops) => {
        const { verdict, counts, anomalyTypes, unverified } = checkIsolation(ops, options)
        losses += counts['lost-update'] ?? 0
        // Where nothing depends on anything, that alone is said.
        const found = anomalyTypes.filter((type) => type !== 'empty-transaction-graph')
        expect({ found, unverified, bad: verdict === 'invalid' }).toEqual({ found: [], unverified: [], bad: false })
      }),
      { numRuns: 1000 },
    )
    expect(losses).toBeGreaterThan(50)
  })
})
