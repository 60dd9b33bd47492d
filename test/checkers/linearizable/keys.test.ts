import { casRegister, checkOperations, type Operation } from 'porcupine-wasm'
import { describe, expect, it } from 'vitest'
import { checkKeys } from '../../../src/checkers/linearizable/keys.ts'

/** Keys a and c take some steps, c is not linearizable; b takes none. */
const ops: readonly Operation[] = ['a', 'b', 'c'].flatMap((key): Operation[] => [
  ...Array.from({ length: key === 'b' ? 0 : 60 }, (_, i): Operation[] => [
    { f: 'cas', value: [i % 3, (i + 1) % 3], output: true, invoke: 10 * i, complete: 10 * i + 12, key },
    { f: 'read', output: key === 'c' && i === 50 ? 7 : (i + 1) % 3, invoke: 10 * i + 1, complete: 10 * i + 15, key },
  ]).flat(),
  { f: 'write', value: 5, invoke: 1000, complete: 1001, key },
])

const options = { maxSteps: 1_000_000 }
const source = { name: 'cas-register', options: { initial: 0 } } as const

describe('keys that take long', () => {
  it.each([1, 20, 100_000])(
    'are checked again by workers, with the same result (%i steps before that)',
    async (steps) => {
      const model = casRegister({ initial: 0 })
      const { elapsedMs: _, ...expected } = checkOperations(model, ops, options)
      expect(expected.objects.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'invalid'])
      expect(expected.objects.map(({ stats }) => stats.steps > 20)).toEqual([true, false, true])
      const told: number[] = []
      const onProgress = ({ done }: { readonly done: number }) => told.push(done)
      const { elapsedMs, ...result } = await checkKeys(model, source, ops, { ...options, onProgress }, steps)
      expect(result).toEqual(expected)
      expect(elapsedMs).toBeGreaterThan(0)
      expect(told.every((done) => done <= 3)).toBe(true)
    },
  )

  it('are given up where the budget ends', async () => {
    const result = await checkKeys(casRegister({ initial: 0 }), source, ops, { maxSteps: 20 }, 3)
    expect(result).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/after 20 steps/) })
    expect(result.objects.map(({ verdict }) => verdict)).toEqual(['unknown', 'valid', 'unknown'])
  })
})
