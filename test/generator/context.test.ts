import { expect, test } from 'vitest'
import { RunContext } from '../../src/generator/index.ts'

const context = RunContext.start(2)

test('begins at time 0 with every thread free and running its own name', () => {
  expect(context.time).toBe(0)
  expect([...context.free]).toEqual([0, 1, 'nemesis'])
  expect([0, 1, 'nemesis' as const].map((thread) => context.processOf(thread))).toEqual([0, 1, 'nemesis'])
})

test('hands out free threads in turn', () => {
  expect(context.someFree()).toBe(0)
  const one = context.busy(0, 5)
  expect([one.time, one.someFree()]).toEqual([5, 1])
  const two = one.freed(0, 6)
  expect(two.someFree()).toBe(1) // thread 0 is free again but had its turn
  const none = one.busy(1, 7).busy('nemesis', 8)
  expect(none.someFree()).toBeUndefined()
  expect([...context.free]).toEqual([0, 1, 'nemesis'])
})

test('gives a thread a new process, a concurrency further on, and forgets the old one', () => {
  const next = context.nextProcess(1).nextProcess(1)
  expect(next.processOf(1)).toBe(5)
  expect([next.threadOf(1), next.threadOf(3), next.threadOf(5), next.threadOf(0)]).toEqual([undefined, undefined, 1, 0])
  expect(context.nextProcess('nemesis').processOf('nemesis')).toBe('nemesis')
})

test('can be narrowed to some threads', () => {
  const narrow = context.busy(0, 1).only(context.threads.filter((thread) => thread !== 1))
  expect([[...narrow.threads], [...narrow.free]]).toEqual([[0, 'nemesis'], ['nemesis']])
  expect(narrow.at(9).time).toBe(9)
})
