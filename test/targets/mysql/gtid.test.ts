import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GtidSet } from '../../../src/targets/mysql/replication/gtid.ts'

const a = '3e11fa47-71ca-11e1-9e33-c80aa9429562'
const b = '4f22fa47-71ca-11e1-9e33-c80aa9429562'

test('text, as a server prints it', () => {
  const set = GtidSet.parse(`${a}:1-5:8:10-11,\n${b}:2`)
  expect(set.count).toEqual([9n])
  expect(set.shown).toBe(`${a}:1-5:8-8:10-11,${b}:2-2`)
  expect(GtidSet.parse('').count).toEqual([0n])
})

test('tagged transactions are counted apart', () => {
  const set = GtidSet.parse(`${a}:1-3:tag:1-2`)
  expect(set.count).toEqual([5n])
  expect(set.holds(GtidSet.parse(`${a}:tag:2`))).toBe(true)
  expect(set.holds(GtidSet.parse(`${a}:tag:3`))).toBe(false)
})

test('what comes from the leader itself is no fork', () => {
  const leader = GtidSet.parse(`${a}:1-5,${b}:1-3`)
  expect(leader.holds(GtidSet.parse(`${a}:1-5,${b}:4`))).toBe(false)
  expect(leader.holds(GtidSet.parse(`${a}:1-5,${b}:4`), b)).toBe(true)
  expect(leader.holds(GtidSet.parse(`${a}:6,${b}:4`), b)).toBe(false)
})

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 })
const parse = (all: readonly number[]) => GtidSet.parse(all.length === 0 ? '' : `${a}:${all.join(':')}`)

test('sets of GTIDs are sets', () => {
  fc.assert(
    fc.property(numbers, numbers, (left, right) => {
      const both = parse(left).with(parse(right))
      expect(both.count).toEqual([BigInt(new Set([...left, ...right]).size)])
      expect(both.holds(parse(left))).toBe(true)
      expect(parse(left).holds(parse(right))).toBe(right.every((number) => left.includes(number)))
      expect(GtidSet.parse(both.shown).shown).toBe(both.shown)
    }),
  )
})
