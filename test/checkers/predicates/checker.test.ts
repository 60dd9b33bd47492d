import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { predicates } from '../../../src/checkers/predicates/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { check } from '../histories.ts'
import { anyAnswers, atOnce, high, plans, serializable, snapshots, type Txn } from './tables.ts'

interface Details {
  readonly anomalyTypes: readonly string[]
  readonly allowedTypes: readonly string[]
  readonly anomalies: readonly {
    type: string
    count: number
    ops: number[]
    named: { text: string }[]
    steps: string[]
  }[]
}

const judge = async (ops: readonly Op[], options: Record<string, Json> = {}) => {
  const result = await check(predicates, ops, { expect: 'serializable', ...options })
  return { ...result, details: result.details as unknown as Details }
}

const select = (least: number, ...rows: readonly (readonly [number, number])[]) => ['select', 0, least, rows]
const insert = (id: number, value: number) => ['insert', 0, id, value]
const update = (id: number, value: number) => ['update', 0, id, value]

describe('anomalies', () => {
  test.each<[string, ...Txn[]]>([
    ['G2', [[select(0), insert(0, 1)]], [[select(0), insert(1, 1)]]],
    ['G2', [[insert(0, 1), insert(1, 1)]], [[select(high), update(0, 11)]], [[select(high), update(1, 12)]]],
    [
      'G2-item',
      [[insert(0, 1), insert(1, 2)]],
      [[select(0, [0, 1], [1, 2]), update(0, 11)]],
      [[select(0, [0, 1], [1, 2]), update(1, 12)]],
    ],
    ['G-single', [[insert(0, 1)]], [[select(0), select(0, [0, 1])]]],
    ['G-single', [[insert(0, 1), insert(1, 2)]], [[select(0, [0, 1])]]],
    ['G-single-item', [[insert(0, 1)]], [[update(0, 11)]], [[select(0, [0, 1]), select(0, [0, 11])]]],
    ['G-nonadjacent', [[insert(0, 1)]], [[insert(1, 2)]], [[select(0, [0, 1])]], [[select(0, [1, 2])]]],
    ['G1c', [[select(0, [1, 2]), insert(0, 1)]], [[select(0, [0, 1]), insert(1, 2)]]],
    ['G1a', [[insert(0, 1)], 'fail'], [[select(0, [0, 1])]]],
    ['G1b', [[insert(0, 1), update(0, 11)]], [[select(0, [0, 1])]]],
    ['internal', [[insert(0, 1), select(0)]]],
    ['internal', [[insert(0, 1), update(0, 11), select(0, [0, 1])]]],
    ['future-read', [[select(0, [0, 1]), insert(0, 1)]]],
    ['garbage-read', [[select(0, [0, 7])]]],
    ['garbage-read', [[insert(0, 1)]], [[select(high, [0, 1])]]],
    ['garbage-read', [[insert(0, 1)]], [[select(0, [0, 1], [0, 1])]]],
  ])('%s', async (type, ...txns) => {
    const { verdict, details } = await judge(atOnce(...txns))
    expect(verdict).toBe('invalid')
    expect(details.anomalyTypes).toEqual([type])
    expect(serializable(txns)).toBe(false)
  })

  test.each<Txn[][]>([
    [[[[insert(0, 1)]], [[select(0)]], [[select(0, [0, 1])]]]],
    [[[[select(0), insert(0, 1)]], [[select(0, [0, 1]), insert(1, 1)]]]],
    [[[[insert(0, 1)], 'info'], [[select(0, [0, 1])]]]],
    [[[[insert(0, 1)], 'info'], [[select(0)]], [[insert(1, 1)]], [[select(0, [1, 1])]]]],
    [[[[insert(0, 1), select(0, [0, 1]), update(0, 11), select(high, [0, 11])]], [[select(0)]]]],
  ])('none (%#)', async (txns) => {
    expect(await judge(atOnce(...txns))).toMatchObject({ details: { anomalyTypes: [], allowedTypes: [] } })
    expect(serializable(txns)).toBe(true)
  })

  test('a row that falls out of a predicate again tells nothing where it is missing', async () => {
    const { verdict, checked } = await judge(atOnce([[insert(0, 9)]], [[update(0, 1)]], [[select(5)]]))
    expect({ verdict, ambiguous: checked.ambiguous }).toEqual({ verdict: 'valid', ambiguous: 1 })
  })

  test('are forbidden or allowed by the expected model, and told by what was promised', async () => {
    const skew = atOnce([[select(0), insert(0, 1)]], [[select(0), insert(1, 1)]])
    const weaker = await judge(skew, { expect: 'snapshot-isolation' })
    expect(weaker).toMatchObject({ verdict: 'valid', details: { allowedTypes: ['G2'] } })
    expect(weaker.phrase).toContain('seen, and allowed: G2')
    const { summary, details } = await judge(skew, { promised: 'snapshot-isolation' })
    expect(summary).toContain('The promised isolation, snapshot-isolation, allows this; serializable would forbid it.')
    expect(summary).toContain('Op 2 looked for rows of group 0 of at least 0 and did not find row 1, which op 3 made 1')
    const [anomaly] = details.anomalies
    expect(anomaly?.named[0]?.text).toBe(
      'op 2 (process 0): select group 0 where value >= 0: {}; insert row 0 of group 0: 1',
    )
    expect(anomaly?.steps.at(-1)).toMatch(/^However, .*: a contradiction!$/)
  })

  test('in real time, a row that was acknowledged and is not found is one', async () => {
    const [begun, ended] = atOnce([[insert(0, 1)]]) as [Op, Op]
    const late = atOnce([[select(0)]]).map((op) => ({ ...op, index: op.index + 2, process: 1 }))
    expect((await judge([begun, ended, ...late])).verdict).toBe('valid')
    const strict = await judge([begun, ended, ...late], { expect: 'strict-serializable' })
    expect(strict.details.anomalyTypes).toEqual(['G-single-realtime'])
    const same = late.map((op) => ({ ...op, process: 0 }))
    const session = await judge([begun, ended, ...same], { expect: 'strong-session-serializable' })
    expect(session.details.anomalyTypes).toEqual(['G-single-process'])
  })

  test('an indeterminate transaction that was seen in one group committed in all', async () => {
    const writer: Txn = [[insert(0, 1), ['insert', 1, 0, 1]], 'info']
    const reader: Txn = [[select(0), ['select', 1, 0, [[0, 1]]]]]
    const { verdict, details } = await judge(atOnce(writer, reader))
    expect({ verdict, types: details.anomalyTypes }).toEqual({ verdict: 'invalid', types: ['G-single'] })
  })

  test('nothing is proven where nothing depends on anything', async () => {
    expect((await judge(atOnce([[select(0)]]))).verdict).toBe('unknown')
    expect((await judge([])).verdict).toBe('unknown')
  })

  test('a row may be inserted once', async () => {
    await expect(async () => judge(atOnce([[insert(0, 1)]], [[insert(0, 2)]]))).rejects.toThrow(
      'second to insert row 0',
    )
  })
})

const choices = fc.infiniteStream(fc.nat(1000)).map((stream) => () => stream.next().value as number)
/** The long mode takes its time. */
const patience = 900_000
const runs = Number(process.env.MURPHY_ORACLE_RUNS ?? 1000)

test(
  'brute force: invalid if and only if no serial order explains the reads',
  async () => {
    await fc.assert(
      fc.asyncProperty(plans(false), choices, async (all, draw) => {
        const txns = anyAnswers(all, draw)
        const { verdict, summary } = await judge(atOnce(...txns))
        expect(verdict !== 'invalid', summary).toBe(serializable(txns))
      }),
      { numRuns: runs },
    )
  },
  patience,
)

test(
  'brute force, rows that match and do not match again: invalid only if no serial order explains the reads',
  async () => {
    await fc.assert(
      fc.asyncProperty(plans(true), choices, async (all, draw) => {
        const txns = anyAnswers(all, draw)
        const { verdict, checked } = await judge(atOnce(...txns))
        expect(['valid', 'invalid', 'unknown']).toContain(verdict)
        if (verdict === 'invalid') expect(serializable(txns)).toBe(false)
        else if (checked.ambiguous === 0) expect(serializable(txns)).toBe(true)
      }),
      { numRuns: runs },
    )
  },
  patience,
)

test.each([
  ['begin', 'snapshot-isolation'],
  ['step', 'read-committed'],
] as const)('a database that takes its snapshot at each %s is %s', async (take, expected) => {
  await fc.assert(
    fc.asyncProperty(plans(false), choices, async (all, draw) => {
      const { verdict, summary } = await judge(atOnce(...snapshots(all, take, draw)), { expect: expected })
      expect(['valid', 'unknown'], summary).toContain(verdict)
    }),
    { numRuns: runs / 4 },
  )
})
