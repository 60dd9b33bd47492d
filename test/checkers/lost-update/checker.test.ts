import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lostUpdate } from '../../../src/checkers/lost-update/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { counterHistories } from '../counters.ts'
import { check, history, type Row } from '../histories.ts'

interface Details {
  readonly counters: readonly { key: number; acknowledged: number; left: number | null; overwritten: number }[]
  readonly anomalies: readonly { type: string; count: number; ops: number[]; steps: string[] }[]
}

const judge = async (ops: readonly Op[], options: Record<string, Json> = {}) => {
  const result = await check(lostUpdate, ops, options)
  return { ...result, details: result.details as unknown as Details }
}

const increment = (process: number, result: number, type: 'ok' | 'fail' | 'info' = 'ok', key = 0): Row[] => [
  { process, type: 'invoke', f: 'increment', key },
  { process, type, f: 'increment', key, value: type === 'ok' ? result : null },
]
const read = (...values: number[]): Row[] => [
  { process: 9, type: 'invoke', f: 'read' },
  { process: 9, type: 'ok', f: 'read', value: values.map((value, key) => [key, value]) },
]

describe('increments', () => {
  test('that are all counted are valid', async () => {
    const result = await judge(history(...increment(1, 1), ...increment(2, 2), ...read(2)))
    expect(result).toMatchObject({ verdict: 'valid', checked: { acknowledged: 2, reads: 1, counters: 1 } })
    expect(result.phrase).toBe('kept all 2 acknowledged increments of 1 counter')
  })

  test('that come to one result lose an update, whatever the sum is', async () => {
    const result = await judge(history(...increment(1, 1), ...increment(2, 1), ...read(1)), {
      expect: 'read-committed',
    })
    expect(result).toMatchObject({ verdict: 'invalid', phrase: 'lost 1 of 2 acknowledged increments' })
    expect(result.details.anomalies).toMatchObject([{ type: 'lost-update', count: 1, ops: [1, 3] }])
    expect(result.details.anomalies[0]?.steps[0]).toBe(
      'Increments 1 and 3 of counter 0 each read 0 and wrote 1: at most one of them is counted.',
    )
    expect(result.summary).toContain('read-committed, allows this; snapshot-isolation would forbid it')
  })

  test('of different counters may come to the same', async () => {
    const rows = [...increment(1, 1, 'ok', 0), ...increment(2, 1, 'ok', 1), ...read(1, 1)]
    expect((await judge(history(...rows))).verdict).toBe('valid')
  })

  test('of which a state that there was is gone in the end are lost writes', async () => {
    const { verdict, details, summary } = await judge(history(...increment(1, 1), ...increment(2, 2), ...read(1)))
    expect(verdict).toBe('invalid')
    expect(details.anomalies.map(({ type }) => type)).toEqual(['lost-write'])
    expect(summary).toContain('No isolation level allows this.')
  })

  test('that end below their results, where an old one can have been written last, overwrote others', async () => {
    const open = [...increment(1, 0, 'info'), ...increment(2, 0, 'info')]
    const rows = [...open, ...increment(3, 2), ...increment(4, 3), ...read(1)]
    const { details, summary } = await judge(history(...rows), { expect: 'read-committed' })
    expect(details.anomalies.map(({ type }) => type)).toEqual(['lost-update'])
    expect(summary).toContain('an increment that had read 0 wrote over them. The promised isolation, read-committed')
  })

  test('without an answer may be counted or not, failed ones may not', async () => {
    const open = [...increment(1, 1), ...increment(2, 0, 'info')]
    for (const left of [1, 2]) expect((await judge(history(...open, ...read(left)))).verdict).toBe('valid')
    expect((await judge(history(...open, ...read(3)))).verdict).toBe('invalid')
    const failed = history(...increment(1, 1), ...increment(2, 0, 'fail'), ...read(2))
    expect((await judge(failed)).details.anomalies.map(({ type }) => type)).toEqual(['surplus'])
  })

  test('are judged by their sum only where a read began after all of them', async () => {
    expect((await judge(history(...increment(1, 1), ...read(1), ...increment(2, 2)))).verdict).toBe('unknown')
    expect((await judge(history(...increment(1, 1), ...read(0), ...increment(2, 1)))).verdict).toBe('invalid')
    expect((await judge(history(...read(0)))).verdict).toBe('unknown')
  })
})

const withLast = (ops: readonly Op[], left: readonly number[]): Op[] => {
  const index = (ops.at(-1)?.index ?? 0) + 1
  const at = { time: 1e9, process: 8, f: 'read' }
  return [
    ...ops,
    { ...at, index, type: 'invoke', value: null },
    { ...at, index: index + 1, type: 'ok', value: left.map((value, key) => [key, value]) },
  ]
}

/** Does some order of the reads and writes of increments, each within its time, end with this number? Tries them all. */
function explained(ops: readonly Op[], key: number, left: number): boolean {
  const own = ops.filter(({ f, key: of }) => f === 'increment' && of === key)
  const all = own.flatMap((op, at) => {
    if (op.type !== 'invoke') return []
    const end = own.find(({ process }, after) => after > at && process === op.process)
    if (end?.type === 'fail') return []
    return [
      {
        began: op.index,
        ended: end?.type === 'ok' ? end.index : Infinity,
        made: end?.type === 'ok' ? end.value : null,
      },
    ]
  })
  const dead = new Set<string>()
  const search = (now: number, read: readonly (number | undefined)[], wrote: number): boolean => {
    const rest = all.map((each, at) => ({ ...each, at })).filter(({ at }) => ((wrote >> at) & 1) === 0)
    if (now === left && rest.every(({ ended }) => ended === Infinity)) return true
    const state = JSON.stringify([now, read, wrote])
    if (dead.has(state)) return false
    dead.add(state)
    // What is done next must not begin after what is still to be done has ended.
    const limit = Math.min(...rest.map(({ ended }) => ended))
    return rest.some(({ at, began, made }) => {
      const from = read[at]
      if (from !== undefined) return (made === null || made === from + 1) && search(from + 1, read, wrote | (1 << at))
      return began < limit && search(now, read.with(at, now), wrote)
    })
  }
  return search(0, Array.from({ length: all.length }), 0)
}

const lost = (type: string) => type.startsWith('lost-')

/** Straight from the definitions, with a loop for each "every". */
function oracle(ops: readonly Op[], left: readonly number[]): { types: string[]; proven: boolean } {
  const types = new Set<string>()
  const own = (key: number, type: Op['type']) =>
    ops.filter((op) => op.f === 'increment' && op.key === key && op.type === type)
  for (const key of [0, 1]) {
    const ok = own(key, 'ok')
    for (const a of ok) for (const b of ok) if (a !== b && a.value === b.value) types.add('lost-update')
    const touched = own(key, 'invoke').length > 0
    const distinct = ok.filter((a) => !ok.some((b) => b.index < a.index && b.value === a.value)).length
    if (touched && (left[key] ?? 0) < distinct)
      types.add(explained(ops, key, left[key] ?? 0) ? 'lost-update' : 'lost-write')
    const possible = own(key, 'invoke').length - own(key, 'fail').length
    if (touched && (left[key] ?? 0) > possible) types.add('surplus')
  }
  return { types: [...types].sort(), proven: own(0, 'ok').length + own(1, 'ok').length > 0 }
}

test('whatever is answered, it finds what the definitions say', async () => {
  await fc.assert(
    fc.asyncProperty(counterHistories({ honest: false }), fc.nat(8), fc.nat(8), async (ops, a, b) => {
      const { verdict, details } = await judge(withLast(ops, [a, b]))
      const { types, proven } = oracle(ops, [a, b])
      const found = details.anomalies.map(({ type }) => type)
      // A lost write may be called a lost update, which some isolation levels allow: never the other way round.
      if (types.includes('lost-write') && !found.includes('lost-write')) expect(found).toContain('lost-update')
      const without = (all: string[]) => all.filter((type) => !lost(type)).sort()
      expect(without(found)).toEqual(without(types))
      expect(types).toEqual(expect.arrayContaining(found.filter((type) => type === 'lost-write')))
      expect(found.some(lost)).toBe(types.some(lost))
      expect(verdict).toBe(types.length > 0 ? 'invalid' : proven ? 'valid' : 'unknown')
    }),
    { numRuns: 1000 },
  )
})

test('a store where increments may overwrite each other at will is never said to have lost what was written', async () => {
  const step = fc.record({ process: fc.nat(4), silent: fc.nat(5) })
  let overwrote = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const rows: Row[] = []
      const read = new Map<number, number>()
      const begun = new Set<number>()
      let now = 0
      for (const { process, silent } of steps) {
        const about = { process, f: 'increment', key: 0 }
        const from = read.get(process)
        if (!begun.has(process)) {
          rows.push({ ...about, type: 'invoke' })
          begun.add(process)
        } else if (from === undefined) read.set(process, now)
        else {
          if (silent < 5) now = from + 1
          rows.push(silent > 3 ? { ...about, type: 'info' } : { ...about, type: 'ok', value: now })
          begun.delete(process)
          read.delete(process)
        }
      }
      const { details, summary } = await judge(withLast(history(...rows), [now]), { expect: 'read-committed' })
      expect(details.anomalies.map(({ type }) => type)).not.toContain('lost-write')
      expect(summary).not.toContain('No isolation level')
      if (summary.includes('wrote over them')) overwrote++
    }),
    { numRuns: 500 },
  )
  expect(overwrote).toBeGreaterThan(0)
})

test('serial executions are never invalid; one increment that overwrites another always is', async () => {
  await fc.assert(
    fc.asyncProperty(counterHistories({ honest: true }), fc.nat(), async (ops, which) => {
      const sum = (key: number) =>
        ops.reduce((most, op) => (op.type === 'ok' && op.key === key ? Math.max(most, Number(op.value)) : most), 0)
      const left = [sum(0), sum(1)]
      expect((await judge(withLast(ops, left))).verdict).not.toBe('invalid')
      const ok = ops.filter(({ f, type }) => f === 'increment' && type === 'ok')
      const victim = ok[which % ok.length]
      const other = ok.find(({ key, index }) => key === victim?.key && index !== victim?.index)
      if (victim === undefined || other === undefined) return
      const mutated = ops.map((op) => (op === victim ? { ...op, value: other.value } : op))
      const { verdict, details } = await judge(withLast(mutated, left))
      expect(verdict).toBe('invalid')
      expect(details.anomalies[0]?.type).toBe('lost-update')
    }),
    { numRuns: 500 },
  )
})
