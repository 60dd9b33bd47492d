import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOperations, fifoQueue, type Model, type Operation, set, stack, unorderedQueue } from '../src/index.ts'
import { bruteForce } from '../src/oracle.ts'
import { type Asked, histories } from './arbitraries.ts'

/** The ways that take no search, against the definition and against the search. `PORCUPINE_FUZZ` histories of each. */
const rounds = Number(process.env.PORCUPINE_FUZZ ?? 3000)

interface Case {
  readonly name: string
  readonly model: Model
  readonly ops: () => fc.Arbitrary<Asked>
  /** Every history must be decided without a search: the method is exact for all. */
  readonly always: boolean
}

const cases: readonly Case[] = [
  { name: 'stack', model: stack() as Model, ops: () => collectionOps('push', 'pop', -1), always: false },
  { name: 'fifo-queue', model: fifoQueue() as Model, ops: () => collectionOps('enqueue', 'dequeue', 0), always: false },
  { name: 'unordered-queue', model: unorderedQueue() as Model, ops: bagOps, always: true },
  {
    name: 'set that only grows',
    model: set() as Model,
    ops: () => setOps(['add', 'contains', 'read'], 4),
    always: true,
  },
  {
    name: 'set without reads of the whole',
    model: set() as Model,
    ops: () => setOps(['add', 'remove', 'contains']),
    always: true,
  },
  {
    name: 'set, everything',
    model: set() as Model,
    ops: () => setOps(['add', 'remove', 'contains', 'read']),
    always: false,
  },
  {
    name: 'set, elements added again',
    model: set() as Model,
    ops: () => setOps(['add', 'remove', 'contains'], 2),
    always: false,
  },
]

describe('what is decided without a search agrees with brute force and with the search', () => {
  it.each(cases)('$name', ({ model, ops, always }) => {
    const verdicts = { valid: 0, invalid: 0, unknown: 0 }
    let fast = 0
    const judge = (history: readonly Operation[], expected: 'valid' | 'invalid') => {
      verdicts[expected]++
      const { verdict, objects } = checkOperations(model, history, { explain: false })
      expect(verdict).toBe(expected)
      if (objects.every(({ stats }) => stats.method !== 'search')) fast++
      else expect(always).toBe(false)
    }
    fc.assert(
      fc.property(histories(model, ops()), (history) => {
        judge(history, bruteForce(model, history) ? 'valid' : 'invalid')
      }),
      { numRuns: rounds },
    )
    fc.assert(
      fc.property(histories(model, ops(), 16), (history) => {
        const { verdict } = checkOperations(model, history, { explain: false, rules: 127, maxSteps: 20_000 })
        if (verdict !== 'unknown') judge(history, verdict)
      }),
      { numRuns: rounds / 10 },
    )
    expect(verdicts.valid).toBeGreaterThan(rounds / 25)
    expect(verdicts.invalid).toBeGreaterThan(rounds / 25)
    expect(fast).toBeGreaterThan(rounds / 5)
  })
})

/** Every value is put in once. `from`: where the next one is taken. */
function collectionOps(put: string, take: string, from: number): fc.Arbitrary<Asked> {
  let next = 0
  const puts = fc.nat(99).map((): Asked => {
    const value = ++next
    return { f: put, value, answer: () => value, wrong: value }
  })
  const answer = (state: unknown) => (state as unknown[]).at(from) ?? null
  const takes = fc.nat(4).map((back): Asked => ({ f: take, answer, wrong: Math.max(0, next - back) || null }))
  return fc.oneof(puts, takes)
}

/** Values may be put in again. */
function bagOps(): fc.Arbitrary<Asked> {
  const answer = (state: unknown) => Number((state as unknown[])[0] ?? 9)
  return fc.oneof(
    fc.nat(3).map((value): Asked => ({ f: 'enqueue', value, answer: () => value, wrong: value })),
    fc.nat(3).map((wrong): Asked => ({ f: 'dequeue', answer, wrong })),
  )
}

/** Elements below `domain` are added again and again; without it, each is added once and then asked for. */
function setOps(fs: readonly string[], domain?: number): fc.Arbitrary<Asked> {
  let next = 0
  const draw = (back: number, fresh: boolean) => {
    if (domain !== undefined) return back % domain
    return fresh ? ++next : Math.max(0, next - back)
  }
  const has = (state: unknown, value: number) => (state as string[]).includes(String(value))
  const all = (state: unknown) => (state as string[]).map(Number)
  return fc.tuple(fc.constantFrom(...fs), fc.nat(3), fc.nat(3)).map(([f, back, more]): Asked => {
    const value = draw(back, f === 'add')
    if (f === 'contains') return { f, value, answer: (state) => has(state, value), wrong: back % 2 === 0 }
    if (f === 'read') return { f, answer: all, wrong: [value, draw(more + 4, false)] }
    return { f, value, answer: () => value, wrong: value }
  })
}
