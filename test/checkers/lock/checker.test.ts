import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lock } from '../../../src/checkers/lock/index.ts'
import { lostUpdate } from '../../../src/checkers/lost-update/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { counterHistories } from '../counters.ts'
import { check, history, type Row } from '../histories.ts'

interface Details {
  readonly holds: { readonly given: number; readonly overdue: number; readonly refused: number }
  readonly anomalies: readonly { readonly type: string; readonly ops: number[]; readonly steps: string[] }[]
}

const judge = async (ops: readonly Op[], options: Record<string, Json> = {}) => {
  const result = await check(lock, ops, options)
  return { ...result, details: result.details as unknown as Details }
}

const asked = { pause: 0, hold: null, became: null }
const increment = (process: number, token: number, afterMs: number, became: number | 'refused'): Row[] => {
  const hold = { token, leaseMs: 2000, afterMs }
  const end: Omit<Row, 'process' | 'f'> =
    became === 'refused'
      ? { type: 'fail', value: { ...asked, hold }, error: { kind: 'fenced', message: 'over' } }
      : { type: 'ok', value: { ...asked, hold, became } }
  return [
    { process, type: 'invoke', f: 'increment', key: 0, value: asked },
    { process, f: 'increment', key: 0, ...end },
  ]
}
const read = (value: number): Row[] => [
  { process: 9, type: 'invoke', f: 'read' },
  { process: 9, type: 'ok', f: 'read', value: [[0, value]] },
]

describe('a write under a lock whose lease has run out', () => {
  test('that overwrites another one is a lost update, told with its hold', async () => {
    const result = await judge(history(...increment(1, 8, 5, 1), ...increment(2, 7, 3100, 1), ...read(1)))
    expect(result).toMatchObject({ verdict: 'invalid', checked: { acknowledged: 2, overdue: 1, refused: 0 } })
    expect(result.phrase).toBe('lost 1 of 2 acknowledged increments, with 1 write that came after the holder’s lease')
    expect(result.details.anomalies[0]).toMatchObject({ type: 'lost-update', ops: [1, 3] })
    expect(result.details.anomalies[0]?.steps.at(-1)).toBe(
      'Op 3 sent its write 3.1 s after it had been given the lock for 2 s (token 7).',
    )
    expect(result.summary).toContain('storage that checks a fencing token would have refused the late write')
  })

  test('that is refused loses nothing', async () => {
    const rows = [...increment(1, 8, 5, 1), ...increment(2, 7, 3100, 'refused'), ...read(1)]
    const result = await judge(history(...rows), { fencing: true })
    expect(result).toMatchObject({ verdict: 'valid', details: { holds: { given: 2, overdue: 1, refused: 1 } } })
    expect(result.phrase).toContain('and refused 1 of 1 write that came after')
  })

  test('that the storage was to refuse, and did not', async () => {
    const rows = [...increment(1, 8, 5, 1), ...increment(2, 7, 3100, 1), ...read(1)]
    expect((await judge(history(...rows), { fencing: true })).summary).toContain('The storage was to refuse writes')
  })

  test('nothing is proven where there is none, or nothing was read in the end', async () => {
    expect(await judge(history(...increment(1, 8, 5, 1), ...read(1)))).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringContaining('the lock was never in doubt'),
    })
    expect(await judge(history(...increment(1, 8, 3000, 1)))).toMatchObject({ verdict: 'unknown' })
    expect(await judge(history(...read(0)))).toMatchObject({ verdict: 'unknown' })
  })
})

test('finds what the checker of lost updates finds', async () => {
  const underLocks = (op: Op): Op =>
    op.f === 'increment' && op.type === 'ok'
      ? { ...op, value: { ...asked, hold: { token: 1, leaseMs: 1, afterMs: 2 }, became: op.value } }
      : op
  const types = (details: Json) => (details as unknown as Details).anomalies.map(({ type }) => type)
  await fc.assert(
    fc.asyncProperty(counterHistories({ honest: false }), async (ops) => {
      const found = types((await check(lock, ops.map(underLocks), {})).details)
      expect(found).toEqual(types((await check(lostUpdate, ops, {})).details))
    }),
  )
})
