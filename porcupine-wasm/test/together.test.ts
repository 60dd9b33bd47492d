import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allRules } from '../src/core/core.ts'
import { bruteForce, casRegister, checkOperations, keyValue, type Model, type Operation } from '../src/index.ts'
import { type Asked, histories } from './arbitraries.ts'
import { registerOps } from './cases.ts'

const rounds = Number(process.env.PORCUPINE_FUZZ ?? 1000)

const text = fc.constantFrom('a', 'b')
const keyValueOps = fc.oneof(
  text.map((wrong): Asked => ({ f: 'get', answer: (state) => state, wrong })),
  text.map((value): Asked => ({ f: 'put', value, answer: () => value, wrong: value })),
  text.map((value): Asked => ({ f: 'append', value, answer: () => value, wrong: value })),
)

describe('objects searched as one have the verdict of each by itself', () => {
  it.each([
    ['key-value', keyValue() as Model, keyValueOps],
    ['cas-register', casRegister(), registerOps(3, true)],
  ])('%s', (_, model, ops) => {
    const verdicts = { valid: 0, invalid: 0, unknown: 0 }
    const size = 6
    fc.assert(
      fc.property(histories(model, ops, size), histories(model, ops, size), fc.nat(allRules), (left, right, rules) => {
        const expected = bruteForce(model, left) && bruteForce(model, right) ? 'valid' : 'invalid'
        verdicts[expected]++
        const history: Operation[] = [
          ...left.map((op) => ({ ...op, key: 'left' })),
          ...right.map((op) => ({ ...op, key: 'right' })),
        ]
        expect(checkOperations(model, history, { explain: false }).verdict).toBe(expected)
        const together = checkOperations(model, history, { partition: false })
        expect(together.verdict).toBe(expected)
        expect(checkOperations(model, history, { partition: false, explain: false, rules }).verdict).toBe(expected)
        expect(together.objects.length).toBe(history.length > 0 ? 1 : 0)
      }),
      { numRuns: rounds },
    )
    expect(verdicts.valid).toBeGreaterThan(rounds / 25)
    expect(verdicts.invalid).toBeGreaterThan(rounds / 25)
  })
})
