import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Thread } from '../../src/generator/index.ts'
import { ThreadSet } from '../../src/generator/thread-set.ts'

const someThreads = fc
  .integer({ min: 1, max: 100 })
  .chain((clients) =>
    fc.tuple(
      fc.constant(clients),
      fc.uniqueArray(fc.oneof(fc.nat(clients - 1), fc.constant('nemesis' as const))),
      fc.uniqueArray(fc.oneof(fc.nat(clients - 1), fc.constant('nemesis' as const))),
    ),
  )

const ordered = (threads: Iterable<Thread>) => [...threads].sort((a, b) => rank(a) - rank(b))
const rank = (thread: Thread) => (thread === 'nemesis' ? Number.POSITIVE_INFINITY : thread)

test('behaves as a set of threads', () => {
  fc.assert(
    fc.property(someThreads, ([clients, a, b]) => {
      const all = ThreadSet.all(clients)
      const setA = all.filter((thread) => a.includes(thread))
      const setB = all.filter((thread) => b.includes(thread))
      expect([...all]).toEqual([...Array.from({ length: clients }, (_, i) => i), 'nemesis'])
      expect([...setA]).toEqual(ordered(a))
      expect(setA.size).toBe(a.length)
      expect([...setA.intersect(setB)]).toEqual(ordered(a.filter((thread) => b.includes(thread))))
      for (const thread of all) {
        expect(setA.has(thread)).toBe(a.includes(thread))
        expect([...setA.with(thread)]).toEqual(ordered(new Set([...a, thread])))
        expect([...setA.without(thread)]).toEqual(ordered(a.filter((other) => other !== thread)))
        expect([...setA.only(thread)]).toEqual([thread])
      }
    }),
  )
})

test('finds the next member going round', () => {
  fc.assert(
    fc.property(someThreads, fc.nat(101), ([clients, a], position) => {
      const set = ThreadSet.all(clients).filter((thread) => a.includes(thread))
      const members = ordered(a)
      const expected = members.find((thread) => set.indexOf(thread) >= position) ?? members[0]
      expect(set.from(position)).toBe(expected)
    }),
  )
})

test('knows no thread outside of the run', () => {
  const all = ThreadSet.all(3)
  expect(all.has(3)).toBe(false)
  expect(all.has('nemesis')).toBe(true)
  expect(all.equals(ThreadSet.all(3))).toBe(true)
})

test('an intersection keeps the smaller set itself', () => {
  const all = ThreadSet.all(40)
  const some = all.filter((thread) => thread !== 'nemesis')
  expect(all.intersect(some)).toBe(some)
  expect(some.intersect(all)).toBe(some)
})
