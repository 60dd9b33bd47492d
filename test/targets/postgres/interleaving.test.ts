import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIsolation, interleaving, shrink } from '../../../src/checkers/isolation/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { type Deployed, deployed } from './cluster.ts'
import { paste } from './paste.ts'

/** Transactions that all run at once. */
function concurrent(...txns: readonly (readonly Json[])[]): Op[] {
  const op = (index: number, type: Op['type'], value: Json): Op => {
    const process = index % txns.length
    return { index, time: index, process, type, f: 'txn', value }
  }
  const asked = (mops: readonly Json[]) =>
    mops.map((mop) => (Array.isArray(mop) && mop[0] === 'r' ? ['r', mop[1]!, null] : mop))
  return [
    ...txns.map((mops, i) => op(i, 'invoke', asked(mops))),
    ...txns.map((mops, i) => op(i + txns.length, 'ok', mops)),
  ]
}

const cases: readonly { type: string; level: string; never: string; history: readonly Op[] }[] = [
  {
    type: 'G2-item',
    level: 'repeatable read',
    never: 'serializable',
    // What each reads it reads last, so that not even the order of the statements helps.
    history: concurrent(
      [
        ['append', 'x', 1],
        ['r', 'y', []],
      ],
      [
        ['append', 'y', 1],
        ['r', 'x', []],
      ],
    ),
  },
  {
    type: 'lost-update',
    level: 'read committed',
    never: 'repeatable read',
    history: concurrent(
      [
        ['r', 'x', []],
        ['append', 'x', 1],
      ],
      [
        ['r', 'x', []],
        ['append', 'x', 2],
      ],
      [['r', 'x', [1, 2]]],
    ),
  },
  {
    type: 'G-single-item',
    level: 'read committed',
    never: 'repeatable read',
    history: concurrent(
      [
        ['r', 'x', []],
        ['r', 'y', [1]],
      ],
      [
        ['append', 'x', 1],
        ['append', 'y', 1],
      ],
      [['r', 'x', [1]]],
    ),
  },
]

describe('an interleaving, pasted into shells of a real server', () => {
  let one: Deployed
  beforeAll(async () => {
    one = await deployed('async')
  })
  afterAll(() => one.down())

  test.each(cases)('shows $type at $level, and not at $never', async ({ type, level, never, history }) => {
    const options = { workload: 'list-append', expect: 'serializable' } as const
    const finding = checkIsolation(history, options).findings.find((each) => each.type === type)
    expect(finding).toBeDefined()
    if (finding === undefined) return
    const small = shrink(history, finding, options)
    const lines = interleaving(small?.ops ?? [], { workload: 'list-append' }, type)
    const seen = await paste(one, lines, level)
    expect(seen.map(({ got }) => got)).toEqual(seen.map(({ foretold }) => foretold))
    expect(seen.length).toBeGreaterThan(1)
    const kept = await paste(one, lines, never).catch((error: unknown) => String(error))
    if (typeof kept === 'string') expect(kept).toMatch(/could not serialize access/)
    else expect(kept.map(({ got }) => got)).not.toEqual(kept.map(({ foretold }) => foretold))
  })
})
