import fc from 'fast-check'
import {
  appendList,
  casRegister,
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
  stack,
  unorderedQueue,
} from '../src/index.ts'
import type { Ask, Asked } from './arbitraries.ts'

/** A model with the operations that are asked of it. */
export interface Case {
  readonly name: string
  readonly model: Model
  readonly ops: fc.Arbitrary<Ask>
  /** How many of its histories are decided without a search. */
  readonly polynomial?: 'all' | 'many'
  /** How many operations at once its histories get to, where that is not all. */
  readonly overlap?: number
}

const absent = { nilReads: 'absent' } as const
const swaps = casRegister(absent)
const elements = set() as Model
const stacks = stack() as Model
const queues = fifoQueue() as Model
const bags = unorderedQueue() as Model
const pairs = multiRegister({ initial: { x: 0, y: 0 } }) as Model

/** Every model of the package, also as a polynomial case where it has one. */
export const cases: readonly Case[] = [
  { name: 'register', model: register(), ops: registerOps(3, false) },
  { name: 'register, nil means absent', model: register(absent), ops: registerOps(3, false) },
  { name: 'register, many values', model: register(absent), ops: registerOps(30, false), polynomial: 'many' },
  { name: 'register, unique values', model: register(absent), ops: uniqueOps(false), polynomial: 'many' },
  { name: 'register, unique values, nil any', model: register(), ops: uniqueOps(false), polynomial: 'many' },
  { name: 'cas-register', model: casRegister({ initial: 0 }), ops: registerOps(3, true) },
  { name: 'cas-register, many values', model: swaps, ops: registerOps(9, true) },
  { name: 'cas-register, unique values', model: swaps, ops: uniqueOps(true), polynomial: 'many' },
  { name: 'mutex', model: mutex(), ops: lockOps(1) },
  { name: 'owner-lock', model: ownerLock(), ops: lockOps(2) },
  { name: 'owner-lock, owned by processes', model: ownerLock(), ops: lockOps(0), overlap: 4 },
  { name: 'fenced-lock', model: fencedLock() as Model, ops: lockOps(2) },
  { name: 'counter', model: counter() as Model, ops: counterOps() },
  { name: 'set', model: elements, ops: setOps(['add', 'remove', 'contains', 'read'], 3) },
  { name: 'set that only grows', model: elements, ops: setOps(['add', 'contains', 'read'], 4), polynomial: 'all' },
  {
    name: 'set, never read as a whole',
    model: elements,
    ops: setOps(['add', 'remove', 'contains']),
    polynomial: 'all',
  },
  { name: 'set, each added once', model: elements, ops: setOps(['add', 'remove', 'contains', 'read']) },
  { name: 'fifo-queue', model: queues, ops: collectionOps('enqueue', 'dequeue', 0, 3) },
  {
    name: 'fifo-queue, distinct values',
    model: queues,
    ops: collectionOps('enqueue', 'dequeue', 0),
    polynomial: 'many',
  },
  { name: 'stack', model: stacks, ops: collectionOps('push', 'pop', -1, 3) },
  { name: 'stack, distinct values', model: stacks, ops: collectionOps('push', 'pop', -1), polynomial: 'many' },
  { name: 'unordered-queue', model: bags, ops: bagOps(), polynomial: 'all' },
  { name: 'append-list', model: appendList(), ops: appendOps() },
  { name: 'multi-register', model: pairs, ops: multiRegisterOps() },
  { name: 'key-value', model: keyValue() as Model, ops: keyValueOps() },
]

/** The values in a collection or a set. */
function listOf(model: Model, state: unknown): unknown[] {
  return JSON.parse((model.describeState?.(state) ?? '[]').replace('{', '[').replace('}', ']'))
}

/** Operations of a register with values 0 … `domain - 1`, nil reads included. */
export function registerOps(domain: number, cas: boolean): fc.Arbitrary<Asked> {
  const value = fc.nat(domain - 1)
  const read = value.map((wrong): Asked => ({ f: 'read', answer: (state) => state, wrong: wrong === 0 ? null : wrong }))
  const write = value.map((v) => putting('write', v))
  const swap = fc
    .tuple(value, value, fc.boolean())
    .map(([from, to, wrong]): Asked => ({ f: 'cas', value: [from, to], answer: (state) => state === from, wrong }))
  return cas ? fc.oneof(read, write, swap) : fc.oneof(read, read, write)
}

/** Every value is written once; a cas names a value that may be there, and some are refused. */
function uniqueOps(cas: boolean): fc.Arbitrary<Ask> {
  const read = fc.nat(9).map(
    (back): Ask =>
      (values) => ({
        f: 'read',
        answer: (state) => state,
        wrong: values.recent(back),
      }),
  )
  const write = fc.constant<Ask>((values) => putting('write', values.fresh()))
  const swap = fc.tuple(fc.nat(4), fc.boolean()).map(
    ([back, wrong]): Ask =>
      (values) => {
        const from = values.recent(back)
        return { f: 'cas', value: [from, values.fresh()], answer: (state) => state === from, wrong }
      },
  )
  return cas ? fc.oneof(read, read, write, swap, swap) : fc.oneof(read, read, write)
}

function putting(f: string, value: unknown): Asked {
  return { f, value, answer: () => value, wrong: value }
}

/** By so many owners; 0: the owner is the process. */
function lockOps(owners: number): fc.Arbitrary<Asked> {
  const owner = fc.nat(Math.max(0, owners - 1)).map((nth) => (owners === 0 ? undefined : nth))
  const release = owner.map((value): Asked => ({ f: 'release', value, answer: () => undefined, wrong: undefined }))
  const acquire = fc.tuple(owner, fc.nat(5)).map(([value, wrong]): Asked => {
    const token = (state: unknown) => Math.max(0, (state as { token?: number } | null)?.token ?? 0) + 1
    return { f: 'acquire', value, answer: token, wrong }
  })
  return fc.oneof(acquire, release)
}

function counterOps(): fc.Arbitrary<Asked> {
  return fc.oneof(
    fc.integer({ min: -2, max: 2 }).map((value) => putting('add', value)),
    fc.nat(3).map((wrong): Asked => ({ f: 'read', answer: (sum) => sum, wrong })),
  )
}

/** Elements below `domain` are added again and again; without it, each is added once and then asked for. */
function setOps(fs: readonly string[], domain?: number): fc.Arbitrary<Ask> {
  const all = (state: unknown) => listOf(elements, state)
  const has = (state: unknown, value: unknown) => all(state).includes(value)
  return fc.tuple(fc.constantFrom(...fs), fc.nat(3), fc.nat(3)).map(
    ([f, back, more]): Ask =>
      (values) => {
        const recent = (steps: number) => (domain === undefined ? (values.recent(steps) ?? 0) : steps % domain)
        const value = f === 'add' && domain === undefined ? values.fresh() : recent(back)
        if (f === 'contains') return { f, value, answer: (state) => has(state, value), wrong: back % 2 === 0 }
        if (f === 'read') return { f, answer: all, wrong: [...new Set([value, recent(more)])] }
        return putting(f, value)
      },
  )
}

/** `from`: where the next one is taken. Values below `domain`; without it, every value is put in once. */
function collectionOps(put: string, take: string, from: number, domain?: number): fc.Arbitrary<Ask> {
  const answer = (state: unknown) => listOf(from < 0 ? stacks : queues, state).at(from) ?? null
  return fc.tuple(fc.boolean(), fc.nat(4)).map(
    ([puts, back]): Ask =>
      (values) => {
        if (puts) return putting(put, domain === undefined ? values.fresh() : back % domain)
        return { f: take, answer, wrong: domain === undefined ? values.recent(back) : back % domain }
      },
  )
}

/** A dequeue of nothing is not an answer of a queue without order. */
function bagOps(): fc.Arbitrary<Asked> {
  const answer = (state: unknown) => listOf(bags, state)[0] ?? 9
  return fc.oneof(
    fc.nat(3).map((value) => putting('enqueue', value)),
    fc.nat(3).map((wrong): Asked => ({ f: 'dequeue', answer, wrong })),
  )
}

function appendOps(): fc.Arbitrary<Asked> {
  const elements = (state: unknown) => JSON.parse(appendList().describeState?.(state) ?? '[]')
  return fc.oneof(
    fc.nat(2).map((value) => putting('append', value)),
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
  const get = text.map((wrong): Asked => ({ f: 'get', answer: (state) => state, wrong }))
  return fc.oneof(
    get,
    get,
    text.map((value) => putting('put', value)),
    text.map((value) => putting('append', value)),
    fc.constant<Asked>({ f: 'delete', answer: () => null, wrong: null }),
  )
}
