import { expect, test } from 'vitest'
import { stats } from '../../src/checkers/stats.ts'
import { call, check, history } from './histories.ts'

test('counts by f and outcome, with latencies of the ok ones', async () => {
  const ops = history(
    ...call(0, 'add', 1),
    ...call(0, 'add', 2, 'info'),
    ...call(0, 'read', 1, 'fail'),
    ...call(0, 'read', 1),
  )
  const result = await check(stats, [...ops, { index: 99, time: 99e6, process: 5, type: 'invoke', f: 'add', value: 3 }])
  expect(result.verdict).toBe('valid')
  expect(result.summary).toBe('5 ops: 2 ok, 1 failed, 2 indeterminate.')
  expect(result.checked).toEqual({ ops: 5, ok: 2, fail: 1, info: 2 })
  const latencyNs = { p50: 1e6, p95: 1e6, p99: 1e6, max: 1e6 }
  expect(result.details).toEqual({
    byF: {
      add: { count: 3, ok: 1, fail: 0, info: 2, latencyNs },
      read: { count: 2, ok: 1, fail: 1, info: 0, latencyNs },
    },
    errors: [],
  })
})

test('an f that never was ok proves nothing, nor does a history without clients', async () => {
  const never = await check(
    stats,
    history(...call(0, 'add', 1), ...call(0, 'cas', [1, 2], 'fail'), ...call(0, 'read', 1, 'info')),
  )
  expect(never.verdict).toBe('unknown')
  expect(never.summary).toMatch(/Never ok: "cas" and "read"/)
  const nemesis = await check(stats, history({ process: 'nemesis', type: 'info', f: 'kill' }))
  expect(nemesis).toMatchObject({ verdict: 'unknown', summary: 'No client did anything.' })
})

test('quantiles of latencies are by rank', async () => {
  const ops = Array.from({ length: 100 }, (_, i) => [
    { index: 2 * i, time: 0, process: i, type: 'invoke', f: 'read', value: null } as const,
    { index: 2 * i + 1, time: (i + 1) * 10, process: i, type: 'ok', f: 'read', value: null } as const,
  ]).flat()
  const { details } = await check(stats, ops)
  expect(details).toMatchObject({ byF: { read: { latencyNs: { p50: 510, p95: 960, p99: 1000, max: 1000 } } } })
})

test('errors are counted by kind, the most frequent first, with an example', async () => {
  const failed = (process: number, kind: string) =>
    call(process, 'add', process, 'fail').map((row) =>
      row.type === 'fail' ? { ...row, error: { kind, message: `${kind}!` } } : row,
    )
  const ops = history(...failed(0, 'rare'), ...failed(1, 'often'), ...failed(2, 'often'), ...call(3, 'add', 3))
  const { details } = await check(stats, ops)
  expect(details).toMatchObject({
    errors: [
      { kind: 'often', count: 2, fs: ['add'], example: { op: 3, message: 'often!' } },
      { kind: 'rare', count: 1 },
    ],
  })
})
