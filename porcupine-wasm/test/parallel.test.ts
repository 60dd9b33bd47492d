import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  casRegister,
  checkInParallel,
  checkOperations,
  HistoryError,
  type Operation,
  set,
  stack,
} from '../src/index.ts'

const built = existsSync(new URL('../dist/parallel/worker.js', import.meta.url))
const forever = Number.POSITIVE_INFINITY

/** Three objects, in turns: one legal, one not, one with operations that never ended. */
function history(): Operation[] {
  const rounds = Array.from({ length: 400 }, (_, i): Operation[] => [
    { f: 'write', value: i % 5, invoke: 10 * i, complete: 10 * i + 5, key: 'good', process: 0 },
    {
      f: 'write',
      value: i % 5,
      invoke: 10 * i,
      complete: i % 50 === 7 ? forever : 10 * i + 5,
      key: { open: 1 },
      process: 1,
    },
    { f: 'write', value: i % 7, invoke: 10 * i, complete: 10 * i + 5, key: 'bad', process: 2 },
    { f: 'read', output: i % 5, invoke: 10 * i + 1, complete: 10 * i + 9, key: 'good', process: 3 },
    { f: 'read', output: i === 300 ? 9 : i % 7, invoke: 10 * i + 6, complete: 10 * i + 9, key: 'bad' },
  ])
  return rounds.flat()
}

const strip = ({ elapsedMs: _, ...rest }: ReturnType<typeof checkOperations>) => rest

describe.skipIf(!built)('checking in parallel', () => {
  it.each([1, 2, 5])('gives what checking in turn gives, with %i workers', async (workers) => {
    const ops = history()
    const expected = checkOperations(casRegister({ initial: 0 }), ops)
    expect(expected.objects.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'invalid'])
    const source = { name: 'cas-register', options: { initial: 0 } } as const
    const result = await checkInParallel(source, ops, { workers })
    expect(strip(result)).toEqual(strip(expected))
    // The operations are those that were given, not copies.
    for (const op of result.objects.flatMap(({ linearization = [] }) => linearization)) expect(ops).toContain(op)
    expect(ops).toContain(result.objects[2]?.explanation?.impossible)
  })

  it('shows proofs of sets and stacks as checking in turn does', async () => {
    const sets: Operation[] = [
      { f: 'add', value: 1, invoke: 0, complete: 1, key: 'x' },
      { f: 'add', value: 2, invoke: 0, complete: 1, key: 'x' },
      { f: 'read', output: [2], invoke: 2, complete: 3, key: 'x' },
      { f: 'read', output: [], invoke: 2, complete: 3, key: 'y' },
    ]
    expect(strip(await checkInParallel({ name: 'set' }, sets))).toEqual(strip(checkOperations(set(), sets)))
    const stacks: Operation[] = [
      { f: 'push', value: 1, invoke: 0, complete: 1 },
      { f: 'push', value: 2, invoke: 2, complete: 3 },
      { f: 'pop', output: 1, invoke: 4, complete: 5 },
      { f: 'pop', output: 2, invoke: 4, complete: 6 },
      { f: 'push', value: 3, invoke: 4, complete: forever },
    ]
    const wrong = [...stacks, { f: 'pop', output: 1, invoke: 7, complete: 8 }]
    for (const ops of [stacks, wrong])
      expect(strip(await checkInParallel({ name: 'stack' }, ops))).toEqual(strip(checkOperations(stack(), ops)))
  })

  it('shares the time, gives steps to each object, and tells how far it is', async () => {
    // Nothing fits: every order of the writes of each object is tried.
    const hard = ['a', 'b', 'c'].flatMap((key) => [
      ...Array.from({ length: 24 }, (_, i): Operation => ({ f: 'write', value: i, invoke: i, complete: 100 + i, key })),
      { f: 'read', output: 77, invoke: 200, complete: 201, key },
    ])
    const source = { name: 'cas-register', options: { initial: 0 } } as const
    const told: number[] = []
    const { objects } = await checkInParallel(source, hard, {
      maxSteps: 10,
      rules: 0,
      onProgress: ({ done }) => told.push(done),
    })
    expect(objects.map(({ verdict, stats }) => [verdict, stats.steps])).toEqual(new Array(3).fill(['unknown', 10]))
    expect(told.filter((done) => done === 3).length).toBe(1)
    const late = await checkInParallel(source, hard, { timeoutMs: 1, rules: 0, explain: false, workers: 2 })
    expect(late).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/after 1 ms/) })
    expect(late.objects.map(({ key }) => key)).toEqual(['a', 'b', 'c'])
  })

  it('takes a model from a module', async () => {
    const code = `export default ({ step }) => ({ name: 'stairs', init: 0, step: (state, op) => state + step })`
    const module = `data:text/javascript,${encodeURIComponent(code)}`
    const ops = ['a', 'b'].map((key): Operation => ({ f: 'up', invoke: 0, complete: 1, key }))
    const { verdict, objects } = await checkInParallel({ module, options: { step: 2 } }, ops)
    expect([verdict, objects.length]).toEqual(['valid', 2])
    const none = 'data:text/javascript,export default 1'
    await expect(checkInParallel({ module: none }, ops)).rejects.toThrow(/neither a model/)
  })

  it('fails as checking in turn does, and ends its workers', async () => {
    const ops = ['a', 'b', 'c'].map((key): Operation => ({ f: 'frobnicate', invoke: 0, complete: 1, key }))
    await expect(checkInParallel({ name: 'register' }, ops)).rejects.toThrow(HistoryError)
    await expect(checkInParallel({ name: 'register' }, ops)).rejects.toThrow(/does not know "frobnicate"/)
    const functions = [{ f: 'write', value: () => 1, invoke: 0, complete: 1 }]
    await expect(checkInParallel({ name: 'register' }, functions)).rejects.toThrow(/cannot be sent/)
    await expect(checkInParallel({ name: 'nothing' } as never, ops)).rejects.toThrow(/there is no model/)
    const workerUrl = 'data:text/javascript,process.exit(3)'
    const lost = await checkInParallel({ name: 'register' }, history(), { workerUrl, workers: 2 })
    expect(lost).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/lost/) })
    expect(process.getActiveResourcesInfo()).not.toContain('MessagePort')
  })
})
