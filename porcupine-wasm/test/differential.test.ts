import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  appendList,
  casRegister,
  checkOperations,
  counter,
  fencedLock,
  fifoQueue,
  keyValue,
  type Model,
  multiRegister,
  mutex,
  ownerLock,
  register,
  set,
  unorderedQueue,
} from '../src/index.ts'
import { bruteForce } from '../src/oracle.ts'
import { type Asked, histories, registerOps } from './arbitraries.ts'

/** The search, with every subset of its reductions, against the definition. */
const cases: { name: string; model: Model; ops: fc.Arbitrary<Asked> }[] = [
  { name: 'register', model: register(), ops: registerOps(3, false) },
  { name: 'register, nil means absent', model: register({ nilReads: 'absent' }), ops: registerOps(3, false) },
  { name: 'register, many values', model: register({ nilReads: 'absent' }), ops: registerOps(30, false) },
  { name: 'cas-register', model: casRegister({ initial: 0 }), ops: registerOps(3, true) },
  { name: 'cas-register, many values', model: casRegister({ nilReads: 'absent' }), ops: registerOps(9, true) },
  { name: 'register, unique values', model: register({ nilReads: 'absent' }), ops: uniqueOps(false) },
  { name: 'register, unique values, nil reads tell nothing', model: register(), ops: uniqueOps(false) },
  { name: 'cas-register, unique values', model: casRegister({ nilReads: 'absent' }), ops: uniqueOps(true) },
  { name: 'mutex', model: mutex(), ops: lockOps() },
  { name: 'owner-lock', model: ownerLock(), ops: lockOps() },
  { name: 'fenced-lock', model: fencedLock() as Model, ops: lockOps() },
  { name: 'counter', model: counter() as Model, ops: counterOps() },
  { name: 'set', model: set() as Model, ops: setOps() },
  { name: 'fifo-queue', model: fifoQueue() as Model, ops: queueOps(true) },
  { name: 'fifo-queue, distinct values', model: fifoQueue() as Model, ops: distinctQueueOps() },
  { name: 'unordered-queue', model: unorderedQueue() as Model, ops: queueOps(false) },
  { name: 'append-list', model: appendList(), ops: appendOps() },
  { name: 'multi-register', model: multiRegister({ initial: { x: 0, y: 0 } }) as Model, ops: multiRegisterOps() },
  { name: 'key-value', model: keyValue() as Model, ops: keyValueOps() },
]

const rounds = Number(process.env.PORCUPINE_FUZZ ?? 2000)

describe('the search agrees with brute force', () => {
  for (const { name, model, ops } of cases) {
    it(name, () => {
      const verdicts = { valid: 0, invalid: 0, unknown: 0 }
      let fast = 0
      fc.assert(
        fc.property(histories(model, ops), fc.nat(127), (history, rules) => {
          const expected = bruteForce(model, history) ? 'valid' : 'invalid'
          verdicts[expected]++
          const result = checkOperations(model, history, { explain: false })
          expect(result.verdict).toBe(expected)
          if (result.objects.some(({ stats }) => stats.method !== 'search')) fast++
          expect(checkOperations(model, history, { explain: false, rules }).verdict).toBe(expected)
        }),
        { numRuns: rounds },
      )
      // A generator that makes only one kind of history tests nothing.
      expect(verdicts.valid).toBeGreaterThan(rounds / 25)
      expect(verdicts.invalid).toBeGreaterThan(rounds / 25)
      if (/unique|distinct/.test(name)) expect(fast).toBeGreaterThan(rounds / 5)
    })
  }
})

/** Every value is written once; a cas names a value that may be there, and some are refused. */
function uniqueOps(cas: boolean): fc.Arbitrary<Asked> {
  let next = 0
  const read = fc
    .nat(9)
    .map((back): Asked => ({ f: 'read', answer: (state) => state, wrong: Math.max(0, next - back) || null }))
  const write = fc.nat(99).map((): Asked => {
    const value = ++next
    return { f: 'write', value, answer: () => value, wrong: value }
  })
  const swap = fc.tuple(fc.nat(4), fc.boolean()).map(([back, wrong]): Asked => {
    const from = Math.max(0, next - back) || null
    return { f: 'cas', value: [from, ++next], answer: (state) => state === from, wrong }
  })
  return cas ? fc.oneof(read, read, write, swap, swap) : fc.oneof(read, read, write)
}

function lockOps(): fc.Arbitrary<Asked> {
  const release = fc.constant<Asked>({ f: 'release', answer: () => undefined, wrong: undefined })
  const acquire = fc.nat(5).map((wrong): Asked => {
    const token = (state: unknown) => Math.max(0, (state as { token?: number } | null)?.token ?? 0) + 1
    return { f: 'acquire', answer: token, wrong }
  })
  return fc.oneof(acquire, release)
}

function counterOps(): fc.Arbitrary<Asked> {
  return fc.oneof(
    fc.integer({ min: -2, max: 2 }).map((value): Asked => ({ f: 'add', value, answer: () => value, wrong: value })),
    fc.nat(3).map((wrong): Asked => ({ f: 'read', answer: (sum) => sum, wrong })),
  )
}

function setOps(): fc.Arbitrary<Asked> {
  const element = fc.nat(2)
  const has = (state: unknown, value: number) => (state as string[]).includes(String(value))
  const all = (state: unknown) => (state as string[]).map(Number)
  return fc.oneof(
    element.map((value): Asked => ({ f: 'add', value, answer: () => value, wrong: value })),
    element.map((value): Asked => ({ f: 'remove', value, answer: () => value, wrong: value })),
    element.map((value): Asked => ({ f: 'contains', value, answer: (state) => has(state, value), wrong: true })),
    fc.array(element, { maxLength: 2 }).map((wrong): Asked => ({ f: 'read', answer: all, wrong })),
  )
}

function queueOps(fifo: boolean): fc.Arbitrary<Asked> {
  const head = (state: unknown) => {
    const value = (state as unknown[])[0] ?? (fifo ? null : 9)
    return typeof value === 'string' ? Number(value) : value
  }
  return fc.oneof(
    fc.nat(2).map((value): Asked => ({ f: 'enqueue', value, answer: () => value, wrong: value })),
    fc.nat(2).map((wrong): Asked => ({ f: 'dequeue', answer: head, wrong })),
  )
}

/** Every value is enqueued once. */
function distinctQueueOps(): fc.Arbitrary<Asked> {
  let next = 0
  const head = (state: unknown) => (state as unknown[])[0] ?? null
  const enqueue = fc.nat(99).map((): Asked => {
    const value = ++next
    return { f: 'enqueue', value, answer: () => value, wrong: value }
  })
  const dequeue = fc
    .nat(4)
    .map((back): Asked => ({ f: 'dequeue', answer: head, wrong: Math.max(0, next - back) || null }))
  return fc.oneof(enqueue, dequeue)
}

function appendOps(): fc.Arbitrary<Asked> {
  const elements = (state: unknown) => JSON.parse(appendList().describeState?.(state) ?? '[]')
  return fc.oneof(
    fc.nat(2).map((value): Asked => ({ f: 'append', value, answer: () => value, wrong: value })),
    fc.array(fc.nat(2), { maxLength: 2 }).map((wrong): Asked => ({ f: 'read', answer: elements, wrong })),
  )
}

function multiRegisterOps(): fc.Arbitrary<Asked> {
  const step = fc.tuple(fc.constantFrom('read', 'write'), fc.constantFrom('x', 'y'), fc.nat(2))
  return fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => ({
    f: 'txn',
    value: steps.map(([f, key, value]) => [f, key, f === 'read' ? null : value]),
    answer: (state) => {
      const seen: Record<string, unknown> = { ...(state as Record<string, unknown>) }
      return steps.map(([f, key, value]) => {
        if (f === 'write') seen[key] = value
        return [f, key, seen[key]]
      })
    },
    wrong: steps,
  }))
}

function keyValueOps(): fc.Arbitrary<Asked> {
  const text = fc.constantFrom('a', 'b')
  return fc.oneof(
    text.map((wrong): Asked => ({ f: 'get', answer: (state) => state, wrong })),
    text.map((value): Asked => ({ f: 'put', value, answer: () => value, wrong: value })),
    text.map((value): Asked => ({ f: 'append', value, answer: () => value, wrong: value })),
    fc.constant<Asked>({ f: 'delete', answer: () => null, wrong: null }),
  )
}
