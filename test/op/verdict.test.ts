import { describe, expect, it } from 'vitest'
import { exitCodes, worst } from '../../src/op/verdict.ts'

describe('worst', () => {
  it('orders broken before invalid before unknown before valid', () => {
    expect(worst(['valid', 'unknown'])).toBe('unknown')
    expect(worst(['unknown', 'invalid', 'valid'])).toBe('invalid')
    expect(worst(['invalid', 'broken'])).toBe('broken')
    expect(worst(['valid', 'valid'])).toBe('valid')
  })

  it('takes nothing as unknown: what was not checked is not green', () => {
    expect(worst([])).toBe('unknown')
  })
})

it('keeps the exit codes that CI scripts rely on', () => {
  expect(exitCodes).toEqual({ valid: 0, invalid: 1, unknown: 2, broken: 255 })
})
