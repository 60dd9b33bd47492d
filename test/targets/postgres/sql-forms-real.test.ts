import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListMop } from '../../../src/client/data-types.ts'
import { Connection } from '../../../src/targets/postgres/connection.ts'
import { dialect } from '../../../src/targets/postgres/dialect.ts'
import { rewrites, type SqlForm, sqlForms } from '../../../src/targets/sql/forms.ts'
import { transactions } from '../../../src/targets/sql/transactions.ts'
import { type Deployed, deployed } from './cluster.ts'

let one: Deployed
const open: Connection[] = []
beforeAll(async () => {
  one = await deployed('async')
})
afterAll(async () => {
  for (const connection of open) connection.close()
  await one.down()
})

async function session(form: SqlForm, isolation: string) {
  const connection = await Connection.open(one.cluster.address('n1', 'client'), { timeoutMs: 5000, name: 'test' })
  open.push(connection)
  return transactions(connection, { dialect, begin: () => dialect.begin(isolation), form, tables: 2 })
}

describe.each(sqlForms.map((form, i) => [form.name, form, 1000 * (i + 1)] as const))('%s', (_, form, key) => {
  test('creates, changes and reads lists and registers', async () => {
    const client = await session(form, 'serializable')
    await client.setup()
    await client.setup()
    const keys = [key, key + 1, key + 2]
    const appends = [1, 2, 3, 4].flatMap((element) => keys.map((k): ListMop => ['append', k, element]))
    const reads = keys.flatMap((k): ListMop[] => [
      ['r', k, null],
      ['r', k, null],
    ])
    const answers = await client.listAppend([...reads, ...appends, ...reads])
    expect(answers.slice(0, 6)).toEqual(reads.map(([, k]) => ['r', k, []]))
    expect(answers.slice(6, 18)).toEqual(appends)
    expect(answers.slice(18)).toEqual(reads.map(([, k]) => ['r', k, [1, 2, 3, 4]]))
    expect(
      await client.rwRegister([
        ['r', key, null],
        ['w', key, 1],
        ['w', key, 2],
        ['w', key, 3],
        ['r', key, null],
        ['r', key, null],
      ]),
    ).toEqual([
      ['r', key, null],
      ['w', key, 1],
      ['w', key, 2],
      ['w', key, 3],
      ['r', key, 3],
      ['r', key, 3],
    ])
  })

  test.each(['read committed', 'repeatable read'])(
    'appends at once at %s are lost where a client rewrites',
    async (level) => {
      const shared = key + (level === 'read committed' ? 10 : 11)
      const clients = await Promise.all(Array.from({ length: 8 }, () => session(form, level)))
      await clients[0]?.setup()
      await clients[0]?.listAppend([['append', shared, 0]])
      const acknowledged = [0]
      await Promise.all(
        clients.map(async (client, c) => {
          for (let i = 1; i <= 25; i++) {
            const element = c * 100 + i
            const done = await client.listAppend([['append', shared, element]]).catch(() => undefined)
            if (done !== undefined) acknowledged.push(element)
          }
        }),
      )
      const [read] = (await clients[0]?.listAppend([['r', shared, null]])) ?? []
      const kept = new Set(read?.[2] as number[])
      const lost = acknowledged.filter((element) => !kept.has(element))
      expect(lost.length > 0).toBe(level === 'read committed' && rewrites(form))
      expect(acknowledged.length).toBeGreaterThan(20)
    },
  )
})

test('reads go through the index of the column that they name', async () => {
  const connection = await Connection.open(one.cluster.address('n1', 'client'), { timeoutMs: 5000, name: 'test' })
  open.push(connection)
  const plans = ['k', 's'].map((column) => ({ text: `explain select v from murphy_list_0 where ${column} = 1` }))
  const [byKey, bySecond] = await Promise.all(
    plans.map(async (plan) => JSON.stringify((await connection.query<object>(plan)).rows)),
  )
  expect(byKey).toContain('murphy_list_0_pkey')
  expect(bySecond).toContain('murphy_list_0_s')
})
