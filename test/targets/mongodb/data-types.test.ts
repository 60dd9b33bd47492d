import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListMop, RegisterMop } from '../../../src/client/data-types.ts'
import { classify } from '../../../src/targets/mongodb/errors.ts'
import { amountsContract, tableContract } from '../data-types.ts'
import { type OnStub, onStub } from './stub-system.ts'

describe.each(['default', 'majority', 'linearizable', 'w1'])('%s', (setting) => {
  let one: OnStub
  beforeAll(async () => {
    one = await onStub(setting)
  })
  afterAll(() => one.down())

  amountsContract(() => one.system.connect('amounts', 'n1'))
  tableContract(() => one.system.connect('table', 'n1'))

  test('registers hold any JSON; a null is no value', async () => {
    const register = await one.system.connect('register', 'n1')
    await register.setup()
    await register.setup()
    expect(await register.read(1)).toBe(null)
    expect(await register.cas(1, null, 5)).toBe(true)
    expect(await register.cas(1, null, 6)).toBe(false)
    expect(await register.cas(1, 4, 6)).toBe(false)
    expect(await register.cas(1, 5, 6)).toBe(true)
    await register.write('1', { a: [1, null] })
    expect(await register.read(1)).toBe(6)
    expect(await register.read('1')).toEqual({ a: [1, null] })
    expect(await register.cas('1', { a: [1, null] }, null)).toBe(true)
    expect(await register.read('1')).toBe(null)
    expect(await register.cas('1', null, 1)).toBe(true)
    expect(await register.cas(2, 1, 1)).toBe(false)
    expect(await register.read(2)).toBe(null)
    await register.close()
  })

  test('a set is read whole and in order', async () => {
    const set = await one.system.connect('set', 'n1')
    await set.setup()
    expect(await set.read()).toEqual([])
    for (const element of [10, 2, 300]) await set.add(element)
    expect(await set.read()).toEqual([2, 10, 300])
    expect(await set.add(10).catch(classify)).toMatchObject({ kind: 'duplicate-key', definite: false })
    await set.close()
  })

  test('transactions read their own writes', async () => {
    const transactions = await one.system.connect('transactions', 'n1')
    await transactions.setup()
    const appends: ListMop[] = [
      ['r', 1, null],
      ['append', 1, 10],
      ['append', 1, 11],
      ['r', 1, null],
    ]
    expect(await transactions.listAppend(appends)).toEqual([
      ['r', 1, []],
      ['append', 1, 10],
      ['append', 1, 11],
      ['r', 1, [10, 11]],
    ])
    const writes: RegisterMop[] = [
      ['r', 1, null],
      ['w', 1, 7],
      ['r', 1, null],
    ]
    expect(await transactions.rwRegister(writes)).toEqual([
      ['r', 1, null],
      ['w', 1, 7],
      ['r', 1, 7],
    ])
    expect(await transactions.listAppend([['r', 1, null]])).toEqual([['r', 1, [10, 11]]])
    await transactions.close()
  })

  test('inserts with a key are made once', async () => {
    const inserts = await one.system.connect('inserts', 'n1')
    await inserts.setup()
    await inserts.insert(2, null)
    await inserts.insert(1, null)
    await inserts.insert(1, null)
    await inserts.insert(3, 'request')
    await inserts.insert(3, 'request')
    expect(await inserts.read()).toEqual([1, 1, 2, 3])
    await inserts.close()
  })
})
