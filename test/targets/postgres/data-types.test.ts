import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { classify } from '../../../src/targets/postgres/errors.ts'
import { amountsContract, tableContract } from '../data-types.ts'
import { type Deployed, deployed } from './cluster.ts'

let one: Deployed
beforeAll(async () => {
  one = await deployed('async', { isolation: 'serializable' })
})
afterAll(() => one.down())

describe('PostgreSQL', () => {
  amountsContract(() => one.system.connect('amounts', 'n1'))
  tableContract(() => one.system.connect('table', 'n1'))
})

test.each(['read-then-write', 'in-place'] as const)(
  'changes that meet (%s) fail for sure, and the session goes on',
  async (way) => {
    const sessions = await Promise.all(Array.from({ length: 6 }, () => one.system.connect('amounts', 'n1')))
    await sessions[0]?.setup()
    await sessions[0]?.fill([
      [100, 1000],
      [101, 1000],
    ])
    const before = await sessions[0]?.read()
    const errors: unknown[] = []
    let done = 0
    await Promise.all(
      sessions.map(async (session, i) => {
        for (let n = 0; n < 20; n++)
          try {
            // Every other one takes them in the other order: deadlocks, too.
            await session.add(
              i % 2 === 0
                ? [
                    [100, -1],
                    [101, 1],
                  ]
                : [
                    [101, -1],
                    [100, 1],
                  ],
              way,
            )
            done++
          } catch (error) {
            errors.push(error)
          }
      }),
    )
    const kinds = new Set(errors.map((error) => classify(error).kind))
    expect([...kinds].filter((kind) => kind !== 'serialization-failure' && kind !== 'deadlock')).toEqual([])
    for (const error of errors) expect(classify(error)).toMatchObject({ definite: true, fatal: false })
    expect(errors.length).toBeGreaterThan(0)
    expect(done).toBeGreaterThan(0)
    const sum = (all: readonly (readonly [number, number])[] = []) =>
      all.reduce((total, [, amount]) => total + amount, 0)
    expect(sum(await sessions[0]?.read())).toBe(sum(before))
    for (const session of sessions) await session.close()
  },
)

test('a row that is there already is a definite failure', async () => {
  const table = await one.system.connect('table', 'n1')
  await table.transact([['insert', 900, 0, 1]])
  const again = await table.transact([['insert', 900, 0, 2]]).catch(classify)
  expect(again).toMatchObject({ kind: 'duplicate-key', definite: true, fatal: false })
  await table.close()
})
