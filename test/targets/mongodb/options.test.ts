import { describe, expect, test } from 'vitest'
import type { Options } from '../../../src/op/option.ts'
import { resolve } from '../../../src/scenario/resolve.ts'
import { modelOf } from '../../../src/targets/mongodb/concerns.ts'
import { behaviour } from '../../../src/targets/mongodb/options.ts'

const of = (setting: string, options: Options = {}) => behaviour({ setting, options })

describe('settings and options', () => {
  test.each([
    ['default', {}, 'read-uncommitted'],
    ['majority', {}, 'snapshot-isolation'],
    ['linearizable', {}, 'snapshot-isolation'],
    ['w1', {}, 'read-uncommitted'],
    ['custom', { 'write-concern': 'majority', 'read-concern': 'majority' }, 'read-committed'],
    ['custom', { 'write-concern': 'majority', 'read-concern': 'snapshot' }, 'snapshot-isolation'],
    // "Neither guarantees anything" without a commit at w: majority.
    ['custom', { 'write-concern': '2', 'read-concern': 'snapshot' }, 'read-uncommitted'],
    ['custom', { 'write-concern': 'majority', 'read-concern': 'local' }, 'read-uncommitted'],
  ] as const)('%s %o: transactions keep %s', (setting, options, model) => {
    expect(modelOf(of(setting, options).concerns)).toBe(model)
  })

  test('in transactions only levels that they know', () => {
    expect(of('custom', { 'read-concern': 'linearizable' }).concerns.transactionRead).toBe('snapshot')
    expect(of('custom', { 'read-concern': 'available' }).concerns.transactionRead).toBe('local')
    expect(of('custom', { 'write-concern': '2' }).concerns).toEqual({ write: 2 })
  })

  test.each([
    ['majority', { 'write-concern': '1' }, 'has its own read and write concern'],
    ['w1', { 'read-concern': 'majority' }, 'has its own read and write concern'],
    ['linearizable', { causal: 'on' }, 'is not available in causally consistent sessions'],
  ])('%s with %o is refused before anything starts', (setting, options, why) => {
    expect(() => resolve({ target: 'mongodb', setting, options })).toThrow(why)
  })
})
