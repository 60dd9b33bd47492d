import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { watch } from '../../../src/checkers/watch/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { check, history, type Row } from '../histories.ts'

type Change = readonly [revision: number, value: number]

interface Details {
  readonly counts: { readonly [kind: string]: number }
  readonly anomalies: readonly { readonly type: string; readonly ops: readonly number[]; readonly steps: string[] }[]
}

const judge = async (...rows: readonly Row[][]) => {
  const result = await check(watch, history(...rows.flat()))
  return { ...result, details: result.details as unknown as Details }
}

/** A put of `value` to key 0 that is answered with its revision, or not. */
const put = (value: number, revision: number | 'fail' | 'info'): Row[] => {
  const ask: Row = { process: 9, type: 'invoke', f: 'put', key: 0, value: { value, revision: null } }
  const type = typeof revision === 'number' ? 'ok' : revision
  const end = typeof revision === 'number' ? revision : null
  return [ask, { ...ask, type, value: { value, revision: end } }]
}

const told = (process: number, after: number, events: readonly Change[], f = 'watch'): Row[] => [
  { process, type: 'invoke', f, key: 0 },
  { process, type: 'ok', f, key: 0, value: { after, events: events as Json } },
]

const late = (process: number): Row[] => [
  { process, type: 'invoke', f: 'catch-up', key: 0 },
  { process, type: 'fail', f: 'catch-up', key: 0, error: { kind: 'behind', message: 'late' } },
]

const puts = [put(1, 2), put(2, 3), put(3, 5)]
const everything: Change[] = [
  [2, 1],
  [3, 2],
  [5, 3],
]

describe('of every change, once and in order', () => {
  test('told at once, or in parts', async () => {
    const parts = [told(2, 0, everything.slice(0, 1)), told(2, 2, []), told(2, 2, everything.slice(1), 'catch-up')]
    const result = await judge(...puts, told(1, 0, everything, 'catch-up'), ...parts)
    expect(result).toMatchObject({
      verdict: 'valid',
      checked: { acknowledged: 3, events: 6, watchers: 2, caughtUp: 2 },
      phrase: 'told all who watched of every change, once and in order (3 acknowledged puts, 6 events in 2 logs)',
    })
  })

  test('a put without an answer may have happened or not; what is still to come is not missing', async () => {
    const result = await judge(
      put(1, 2),
      put(2, 'info'),
      put(3, 5),
      put(4, 'info'),
      told(1, 0, everything, 'catch-up'),
      told(2, 0, everything.slice(0, 1)),
    )
    expect(result.verdict).toBe('valid')
  })
})

describe('a finding', () => {
  test('a change that its own maker was told of is missing', async () => {
    const result = await judge(
      ...puts,
      told(
        1,
        0,
        [
          [2, 1],
          [5, 3],
        ],
        'catch-up',
      ),
    )
    expect(result).toMatchObject({ verdict: 'invalid', details: { counts: { 'missing-event': 1 } } })
    expect(result.details.anomalies).toMatchObject([{ type: 'missing-event', ops: [3, 7] }])
    expect(result.summary).toContain(
      'Process 9 (op 3) was told of value 2 of key 0 at revision 3; process 1 (op 7) was not, though of later ones.',
    )
  })

  test('a change without an answer is missing where another watcher was told of it', async () => {
    const some = told(
      2,
      0,
      [
        [2, 1],
        [5, 3],
      ],
      'catch-up',
    )
    const result = await judge(put(1, 2), put(2, 'info'), put(3, 5), told(1, 0, everything, 'catch-up'), some)
    expect(result.details.anomalies).toMatchObject([{ type: 'missing-event', ops: [7, 9] }])
  })

  test.each([
    [
      'twice',
      [
        [2, 1],
        [3, 2],
        [3, 2],
        [5, 3],
      ],
      'unordered-event',
    ],
    [
      'late',
      [
        [2, 1],
        [5, 3],
        [3, 2],
      ],
      'unordered-event',
    ],
    [
      'nobody put it',
      [
        [2, 1],
        [3, 2],
        [4, 7],
        [5, 3],
      ],
      'garbage-event',
    ],
    [
      'another value than was put',
      [
        [2, 1],
        [3, 1],
        [5, 3],
      ],
      'conflicting-events',
    ],
    [
      'another revision than was told',
      [
        [2, 1],
        [4, 2],
        [5, 3],
      ],
      'conflicting-events',
    ],
  ] as [string, Change[], string][])('an event: %s', async (_, events, type) => {
    const result = await judge(...puts, told(1, 0, events, 'catch-up'))
    expect(result.verdict).toBe('invalid')
    expect(result.details.anomalies.map((each) => each.type)).toContain(type)
  })

  test('what was told before is told again; what failed for certain is told', async () => {
    const again = await judge(...puts, told(1, 0, everything, 'catch-up'), told(1, 5, [[3, 2]]))
    expect(again.details.counts).toMatchObject({ 'unordered-event': 1, 'missing-event': 0 })
    const failed = await judge(put(1, 2), put(2, 'fail'), put(3, 5), told(1, 0, everything, 'catch-up'))
    expect(failed.details.counts).toMatchObject({ 'garbage-event': 1 })
  })
})

test('nothing is proven where nothing was put or told, or somebody did not catch up', async () => {
  expect((await judge(told(1, 0, []))).verdict).toBe('unknown')
  expect((await judge(...puts, told(1, 0, [], 'catch-up'))).verdict).toBe('unknown')
  expect((await judge(...puts, told(1, 0, everything))).verdict).toBe('unknown')
  const behind = await judge(...puts, told(1, 0, everything, 'catch-up'), late(2))
  expect(behind).toMatchObject({
    verdict: 'unknown',
    summary: '1 log of 2 did not reach the last acknowledged change.',
  })
  expect(
    (await judge(...puts, told(1, 0, everything, 'catch-up'), late(2), told(2, 0, everything, 'catch-up'))).verdict,
  ).toBe('valid')
})

/** Logs that a correct database could have given: changes with gaps between revisions, each watcher told in parts. */
const correct = fc
  .record({
    changes: fc.array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), answered: fc.boolean() }), {
      minLength: 3,
      maxLength: 12,
    }),
    cuts: fc.array(fc.array(fc.nat(12), { maxLength: 3 }), { minLength: 2, maxLength: 4 }),
  })
  .map(({ changes, cuts }) => {
    let revision = 1
    const all = changes.map(({ gap, answered }, i) => {
      revision += gap
      return { change: [revision, i + 1] as Change, answered }
    })
    const rows = all.map(({ change: [at, value], answered }) => put(value, answered ? at : 'info'))
    rows.push(put(99, revision + 1))
    const events = [...all.map(({ change }) => change), [revision + 1, 99] as Change]
    const logs = cuts.map((cut) => {
      const ends = [...new Set([0, ...cut.map((at) => Math.min(at, events.length)), events.length])].sort(
        (a, b) => a - b,
      )
      return ends
        .slice(1)
        .map((end, i) => ({ after: events[(ends[i] ?? 0) - 1]?.[0] ?? 0, events: events.slice(ends[i], end) }))
    })
    return { rows, logs }
  })

const opsOf = ({ rows, logs }: { rows: Row[][]; logs: { after: number; events: Change[] }[][] }): Op[] =>
  history(
    ...rows.flat(),
    ...logs.flatMap((log, process) => log.flatMap(({ after, events }) => told(process, after, events, 'catch-up'))),
  )

describe('of logs that a correct database gave', () => {
  test('each is valid', async () => {
    await fc.assert(fc.asyncProperty(correct, async (given) => (await check(watch, opsOf(given))).verdict === 'valid'))
  })

  test.each(['drop', 'swap', 'repeat', 'alter', 'renumber'] as const)('%s one event, and none is', async (how) => {
    await fc.assert(
      fc.asyncProperty(correct, fc.nat(), async (given, seed) => {
        // A part with two events, the second of which is not touched where the first one is dropped.
        const parts = given.logs.flat().filter(({ events }) => events.length > 1)
        fc.pre(parts.length > 0)
        const part = parts[seed % parts.length]
        const at = seed % ((part?.events.length ?? 0) - 1)
        const changed = given.logs.map((log) =>
          log.map((each) => (each === part ? { ...each, events: broken(each.events, at, how) } : each)),
        )
        expect((await check(watch, opsOf({ ...given, logs: changed }))).verdict).toBe('invalid')
      }),
    )
  })
})

function broken(
  events: readonly Change[],
  at: number,
  how: 'drop' | 'swap' | 'repeat' | 'alter' | 'renumber',
): Change[] {
  const [one = [0, 0], two = [0, 0]] = events.slice(at, at + 2)
  const instead: { readonly [way in typeof how]: readonly Change[] } = {
    drop: [two],
    swap: [two, one],
    repeat: [one, one, two],
    alter: [[one[0], one[1] + 1000], two],
    renumber: [[one[0] + 0.5, one[1]], two],
  }
  return [...events.slice(0, at), ...instead[how], ...events.slice(at + 2)]
}
