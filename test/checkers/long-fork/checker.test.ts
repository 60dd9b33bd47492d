import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { longFork } from '../../../src/checkers/long-fork/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { groupHistories, looks, read, write } from '../groups.ts'
import { check, history } from '../histories.ts'

interface Details {
  readonly forks: readonly { reads: number[]; keys: number[] }[]
  readonly anomalies: readonly { type: string; count: number; ops: number[]; steps: string[] }[]
}

const judge = async (ops: readonly Op[], options: Record<string, Json> = {}) => {
  const result = await check(longFork, ops, options)
  return { ...result, details: result.details as unknown as Details }
}

describe('reads of two keys', () => {
  test('that form a chain agree', async () => {
    const result = await judge(
      history(...write(0), ...write(1), ...read(1, null, null), ...read(2, 1, null), ...read(3, 1, 1)),
    )
    expect(result).toMatchObject({ verdict: 'valid', checked: { reads: 3, groups: 1, partial: 1 } })
    expect(result.phrase).toBe('showed all writes in one order, in 3 reads of 1 group of keys')
  })

  test('that each saw what the other missed are a long fork', async () => {
    const ops = history(...write(0), ...write(1), ...read(1, 1, 1), ...read(2, null, 1), ...read(3, 1, null))
    const { verdict, details, summary } = await judge(ops, { expect: 'read-committed' })
    expect(verdict).toBe('invalid')
    expect(details.forks).toEqual([{ reads: [7, 9], keys: [1, 0] }])
    expect(details.anomalies).toMatchObject([{ type: 'long-fork', count: 1, ops: [2, 0, 7, 9] }])
    expect(details.anomalies[0]?.steps[0]).toBe(
      'Op 7 (n2) saw key 1 and not key 0, op 9 (n3) saw key 0 and not key 1: each puts another write first (ops 2 and 0).',
    )
    expect(summary).toContain('read-committed, allows this; snapshot-isolation would forbid it.')
  })

  test('prove nothing where none found the group partly written', async () => {
    expect((await judge(history(...write(0), ...write(1), ...read(1, null, null), ...read(2, 1, 1)))).verdict).toBe(
      'unknown',
    )
    expect((await judge([])).verdict).toBe('unknown')
  })

  test('of a failed write, or of none, are garbage; of one without answer they are not', async () => {
    expect((await judge(history(...write(0, 'info'), ...read(1, 1, null)))).verdict).toBe('valid')
    const failed = await judge(history(...write(0, 'fail'), ...read(1, 1, null)))
    expect(failed.details.anomalies).toMatchObject([{ type: 'garbage-read', count: 1, ops: [3] }])
    expect((await judge(history(...read(1, null, 5)))).verdict).toBe('invalid')
  })

  test('cannot be judged where a key is written twice', async () => {
    await expect(async () => judge(history(...write(0), ...write(0)))).rejects.toThrow('Key 0 is written a second time')
  })
})

test('whatever is read, it finds the groups in which two reads are incomparable', async () => {
  await fc.assert(
    fc.asyncProperty(groupHistories({ honest: false }), async (ops) => {
      const reads = looks(ops)
      const forked = [0, 3].filter((start) =>
        reads.some((a) =>
          reads.some((b) => {
            const keys = [start, start + 1, start + 2].filter((key) => a.keys.includes(key) && b.keys.includes(key))
            return keys.some((key) => a.saw(key) && !b.saw(key)) && keys.some((key) => b.saw(key) && !a.saw(key))
          }),
        ),
      )
      const { details } = await judge(ops)
      expect(details.forks.map(({ keys }) => Math.floor((keys[0] ?? 0) / 3) * 3).sort()).toEqual(forked)
    }),
    { numRuns: 1000 },
  )
})

test('an execution in one order is never invalid; swapping what one read saw makes a fork', async () => {
  await fc.assert(
    fc.asyncProperty(groupHistories({ honest: true }), fc.nat(), async (ops, which) => {
      expect((await judge(ops)).verdict).not.toBe('invalid')
      const partial = looks(ops).filter(({ keys, saw }) => keys.some(saw) && !keys.every(saw))
      const victim = partial[which % partial.length]
      if (victim === undefined) return
      const [seen, missed] = [victim.keys.find(victim.saw), victim.keys.find((key) => !victim.saw(key))]
      const asked = ops.some((op) => JSON.stringify(op.value) === `[["w",${missed},1]]` && op.type === 'invoke')
      const failed = ops.some((op) => JSON.stringify(op.value) === `[["w",${missed},1]]` && op.type === 'fail')
      if (!asked || failed) return
      const value = (victim.op.value as [string, number, number | null][]).map(([f, key, is]) => [
        f,
        key,
        key === seen ? null : key === missed ? 1 : is,
      ])
      const index = (ops.at(-1)?.index ?? 0) + 1
      const mutant = { ...victim.op, process: 9, value }
      const { verdict } = await judge([...ops, { ...mutant, index, type: 'invoke' }, { ...mutant, index: index + 1 }])
      expect(verdict).toBe('invalid')
    }),
    { numRuns: 500 },
  )
})
