import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { causalReverse } from '../../../src/checkers/causal-reverse/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { groupHistories, looks, read, write } from '../groups.ts'
import { check, history, type Row } from '../histories.ts'

interface Details {
  readonly reversals: readonly { read: number; seen: number; missed: number }[]
  readonly anomalies: readonly { type: string; count: number; ops: number[]; steps: string[] }[]
}

const judge = async (ops: readonly Op[], options: Record<string, Json> = {}) => {
  const result = await check(causalReverse, ops, options)
  return { ...result, details: result.details as unknown as Details }
}

describe('a read of two keys written one after the other', () => {
  test('may see none, the first, or both', async () => {
    const result = await judge(
      history(...write(0), ...write(1), ...read(1, null, null), ...read(2, 1, null), ...read(3, 1, 1)),
    )
    expect(result).toMatchObject({ verdict: 'valid', checked: { reads: 3, writes: 2, partial: 1 } })
    expect(result.phrase).toBe('showed no write without those before it, in 3 reads of 1 group of keys')
  })

  test('may not see the second alone', async () => {
    const ops = history(...write(0), ...write(1), ...read(1, null, 1))
    const { verdict, details, summary } = await judge(ops, { expect: 'serializable' })
    expect(verdict).toBe('invalid')
    expect(details.reversals).toEqual([{ read: 5, seen: 1, missed: 0 }])
    expect(details.anomalies).toMatchObject([{ type: 'causal-reverse', count: 1, ops: [1, 2, 5] }])
    expect(details.anomalies[0]?.steps[0]).toBe(
      'Op 5 saw key 1 and not key 0, whose write was acknowledged (op 1) before that of key 1 began (op 2).',
    )
    expect(summary).toContain('serializable, allows this; strict-serializable would forbid it.')
  })

  test('may, where the writes were concurrent, or the first was not acknowledged', async () => {
    const [a1, a2] = write(0, 'ok', 0) as [Row, Row]
    const [b1, b2] = write(1, 'ok', 1) as [Row, Row]
    expect((await judge(history(a1, b1, a2, b2, ...read(2, null, 1)))).verdict).toBe('valid')
    for (const type of ['info', 'fail'] as const)
      expect((await judge(history(...write(0, type), ...write(1), ...read(2, null, 1)))).verdict).toBe('valid')
  })

  test('may not see the second alone, answered or not', async () => {
    expect((await judge(history(...write(0), ...write(1, 'info'), ...read(2, null, 1)))).verdict).toBe('invalid')
  })

  test('proves nothing where none found the group partly written', async () => {
    expect((await judge(history(...write(0), ...write(1), ...read(1, 1, 1)))).verdict).toBe('unknown')
  })
})

test('whatever is read, it finds the reads that saw an effect without its cause', async () => {
  await fc.assert(
    fc.asyncProperty(groupHistories({ honest: false }), async (ops) => {
      const mop = (op: Op) => (op.value as [string, number][])[0]
      const wrote = (type: Op['type']) => ops.filter((op) => op.type === type && mop(op)?.[0] === 'w')
      const bad = looks(ops).filter(({ keys, saw }) =>
        wrote('invoke').some((later) =>
          wrote('ok').some((earlier) => {
            const [x, y] = [mop(earlier)?.[1] ?? -1, mop(later)?.[1] ?? -1]
            return earlier.index < later.index && keys.includes(x) && keys.includes(y) && saw(y) && !saw(x)
          }),
        ),
      )
      const { details } = await judge(ops)
      expect(details.reversals.map((each) => each.read)).toEqual(bad.map(({ op }) => op.index))
    }),
    { numRuns: 1000 },
  )
})

test('a strictly serial execution is never invalid; a read that loses an acknowledged cause of what it saw always is', async () => {
  await fc.assert(
    fc.asyncProperty(groupHistories({ honest: true }), async (ops) => {
      expect((await judge(ops)).verdict).not.toBe('invalid')
      const full = looks(ops).find(({ keys, saw }) => keys.filter(saw).length > 1)
      const keys = full?.keys.filter(full.saw).sort() ?? []
      const at = (key: number | undefined, type: Op['type']) =>
        ops.find((op) => op.type === type && JSON.stringify(op.value) === `[["w",${key},1]]`)?.index ?? Number.NaN
      const pairs = keys.flatMap((x) => keys.filter((y) => at(x, 'ok') < at(y, 'invoke')).map((y) => [x, y] as const))
      const [pair] = pairs
      if (full === undefined || pair === undefined) return
      const value = (full.op.value as [string, number, number | null][]).map(([f, key, is]) => [
        f,
        key,
        key === pair[0] ? null : is,
      ])
      const { verdict } = await judge(ops.map((op) => (op === full.op ? { ...op, value } : op)))
      expect(verdict).toBe('invalid')
    }),
    { numRuns: 500 },
  )
})
