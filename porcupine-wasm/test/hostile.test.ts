import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bruteForce,
  check,
  checkOperations,
  counter,
  HistoryError,
  illegal,
  type Model,
  type Operation,
  register,
} from '../src/index.ts'
import { Values } from './arbitraries.ts'
import { type Case, cases } from './cases.ts'

const forever = Number.POSITIVE_INFINITY
const write = (value: unknown, invoke: number, complete: number): Operation => ({ f: 'write', value, invoke, complete })
const read = (output: unknown, invoke: number, complete: number): Operation => ({ f: 'read', output, invoke, complete })

describe('hostile input', () => {
  it.each([
    [-1],
    [Number.MAX_SAFE_INTEGER],
    [1e308],
    [0.5],
    [Number.NaN],
    ['1'],
    [true],
    [12n],
    [{ a: [1, { b: null }] }],
    ['{"a":1}'],
    ['__proto__'],
  ])('takes the value %s for what it is', (value) => {
    expect(checkOperations(register(), [write(value, 0, 1), read(value, 2, 3)]).verdict).toBe('valid')
    expect(checkOperations(register(), [write(value, 0, 1), read('other', 2, 3)]).verdict).toBe('invalid')
  })

  it('tells 1 from "1", and takes objects by their content', () => {
    expect(checkOperations(register(), [write(1, 0, 1), read('1', 2, 3)]).verdict).toBe('invalid')
    expect(checkOperations(register(), [write({ a: 1, b: 2 }, 0, 1), read({ b: 2, a: 1 }, 2, 3)]).verdict).toBe('valid')
  })

  it('takes nothing, and a history of nothing but invocations', () => {
    expect(checkOperations(register(), [])).toMatchObject({ verdict: 'valid', operations: 0, objects: [] })
    const open = Array.from({ length: 1000 }, (_, i) => write(i % 7, i, forever))
    expect(checkOperations(register(), open).verdict).toBe('valid')
    expect(
      checkOperations(
        counter() as Model,
        open.map((op) => ({ ...op, f: 'add' })),
      ).verdict,
    ).toBe('valid')
  })

  it('takes 10,000 operations that are all open at once', () => {
    const ops = Array.from({ length: 10_000 }, (_, i) =>
      i % 2 ? read(i % 5, i, 20_000 + ((i * 7919) % 10_000)) : write(i % 5, i, 20_000 + ((i * 7919) % 10_000)),
    )
    expect(checkOperations(register(), ops, { timeoutMs: 20_000 }).verdict).toBe('valid')
    expect(checkOperations(register(), [...ops, read(9, 40_000, 40_001)], { timeoutMs: 20_000 }).verdict).toBe(
      'invalid',
    )
  })

  it('refuses times and events that cannot be', () => {
    expect(() => checkOperations(register(), [write(1, 5, 4)])).toThrow(HistoryError)
    expect(() => checkOperations(register(), [write(1, Number.NaN, 4)])).toThrow(HistoryError)
    expect(() => checkOperations(register(), [write(1, 0, Number.NaN)])).toThrow(HistoryError)
    expect(() => checkOperations(register(), [{ f: 'frobnicate', invoke: 0, complete: 1 }])).toThrow(/does not know/)
    expect(() => check(register(), [{ type: 'ok', process: 1, f: 'read', value: 1 }])).toThrow(/without an invocation/)
    const twice = { type: 'invoke', process: 1, f: 'read' } as const
    expect(() => check(register(), [twice, twice])).toThrow(/while its "read" is open/)
  })

  it('ends at its budgets with the reason, and is usable afterwards', () => {
    const hard = Array.from(
      { length: 40 },
      (_, i): Operation => ({ f: 'add', value: 1 + i ** 3, invoke: 0, complete: 100 }),
    )
    hard.push({ f: 'read', output: -1, invoke: 50, complete: 60 })
    const model = counter() as Model
    expect(checkOperations(model, hard, { maxSteps: 50_000 })).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('stopped after 50000 steps'),
    })
    expect(checkOperations(model, hard, { timeoutMs: 50 })).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('after 50 ms'),
    })
    expect(checkOperations(model, hard, { memoryMb: 8, timeoutMs: 60_000 })).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('8 MB'),
    })
    expect(checkOperations(model, hard, { memoryMb: 0 }).verdict).toBe('unknown')
    expect(checkOperations(model, hard.slice(0, 3)).verdict).toBe('valid')
  })

  it('passes on what a model throws, and is usable afterwards', () => {
    const broken: Model<number> = {
      name: 'broken',
      init: 0,
      step: (state, op) => {
        if (op.value === 3) throw new Error('step broke')
        return state + 1
      },
    }
    const ops = [1, 2, 3, 4].map((value, i) => write(value, i, i + 10))
    expect(() => checkOperations(broken, ops)).toThrow('step broke')
    expect(checkOperations(broken, ops.slice(0, 2)).verdict).toBe('valid')
  })

  it('keeps to its time where the steps of a model are slow', () => {
    let steps = 0
    const slow: Model<number> = {
      name: 'slow',
      init: 0,
      step: (state, op) => {
        steps++
        if (op.f === 'read') return illegal
        for (const end = performance.now() + 1; performance.now() < end; );
        return state + steps
      },
    }
    const ops = Array.from({ length: 100 }, (_, i) => write(i, i, 1000 + i))
    expect(checkOperations(slow, [...ops, read(1, 2000, 2001)], { timeoutMs: 20, maxSteps: 20_000 }).verdict).toBe(
      'unknown',
    )
    expect(steps).toBeLessThan(5000)
  })

  it('lets a model check another history in its own step', () => {
    const nested: Model<number> = {
      name: 'nested',
      init: 0,
      step: (state) =>
        checkOperations(counter() as Model, [{ f: 'add', value: 1, invoke: 0, complete: 1 }]).verdict === 'valid'
          ? state + 1
          : state,
    }
    expect(checkOperations(nested, [write(1, 0, 5), write(2, 1, 6)]).verdict).toBe('valid')
  })
})

/** Values of the kinds that break what counts on small whole numbers. */
const strange = [
  -1,
  Number.MIN_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  1e308,
  0.5,
  -0,
  Number.NaN,
  null,
  '',
  [[]],
]

describe.each(cases)('hostile input for $name', ({ model, ops }: Case) => {
  const asked = fc.sample(ops, { numRuns: 400, seed: 1 })
  const values = new Values()
  /** Operations as they come, all invoked before any is answered; what they answer is right only by chance. */
  const open = (count: number, complete: (i: number) => number): Operation[] =>
    Array.from({ length: count }, (_, i) => {
      const draw = asked[i % asked.length] ?? asked[0]
      if (!draw) throw new Error('no operations')
      const { f, value, wrong } = typeof draw === 'function' ? draw(values) : draw
      return { f, value, output: wrong, process: i, invoke: i, complete: complete(i) }
    })
  /** The same instance of the core goes on to decide this. */
  const isUsable = () => {
    const [first] = open(1, () => forever)
    expect(checkOperations(model, first ? [first] : []).verdict).toBe('valid')
  }

  it('a history of nothing but invocations is valid', () => {
    expect(
      checkOperations(
        model,
        open(10_000, () => forever),
      ).verdict,
    ).toBe('valid')
  })

  it('10,000 operations open at once end in a verdict, or in unknown with the reason', () => {
    const result = checkOperations(
      model,
      open(10_000, (i) => 20_000 + i),
      { maxSteps: 20_000, timeoutMs: 3000, explain: false },
    )
    if (result.verdict === 'unknown') expect(result.reason).toMatch(/stopped after (20000 steps|3000 ms)/)
    isUsable()
  })

  it('little memory ends in a verdict, or in unknown with the reason', () => {
    const budget = { memoryMb: 64, maxSteps: 300_000, timeoutMs: 1000, explain: false }
    const result = checkOperations(
      model,
      open(400, (i) => 1000 + i),
      budget,
    )
    if (result.verdict === 'unknown')
      expect(result.reason).toMatch(/stopped (at 64 MB|after 300000 steps|after 1000 ms)/)
    isUsable()
  })

  it('strange values give a verdict or a plain error', () => {
    for (const value of strange) {
      const history = open(6, (i) => 10 + i).map((op) => ({ ...op, value, output: value }))
      let opinion: string | undefined
      try {
        opinion = checkOperations(model, history, { explain: false }).verdict
      } catch (error) {
        expect(error).toBeInstanceOf(HistoryError)
      }
      if (opinion !== undefined) expect(opinion).toBe(bruteForce(model, history) ? 'valid' : 'invalid')
      isUsable()
    }
  })

  it('a step that throws is passed on', () => {
    let steps = 0
    const broken: Model = {
      name: model.name,
      init: model.init,
      ...(model.stateKey && { stateKey: model.stateKey }),
      step: (state, op) => {
        if (++steps === 3) throw new Error('step broke')
        return model.step(state, op)
      },
    }
    expect(() =>
      checkOperations(
        broken,
        open(8, () => 100),
        { explain: false },
      ),
    ).toThrow('step broke')
    isUsable()
  })
})
