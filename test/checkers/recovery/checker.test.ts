import { expect, test } from 'vitest'
import { recovery } from '../../../src/checkers/recovery/index.ts'
import type { Sample } from '../../../src/history/samples.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { faultOps, numbered } from '../fault-ops.ts'

const s = 1e9
const nodes = ['n1', 'n2', 'n3']

/** What each look saw, at so many seconds: the role of each node by its letter, `f` for a standby that follows nobody. */
function looks(...rows: readonly (readonly [at: number, roles: string])[]): Sample[] {
  const roles = { p: 'primary', s: 'standby', f: 'standby', d: 'down' } as const
  return rows.flatMap(([at, letters]) =>
    [...letters].map((letter, i) => ({
      time: at * s,
      node: nodes[i] ?? '',
      role: roles[letter as keyof typeof roles],
      ...(letter === 'p' ? {} : { following: letter === 's' }),
    })),
  )
}

const run = (ops: readonly Op[], samples: readonly Sample[], options: Record<string, Json> = {}) =>
  recovery.check({ history: numbered([...ops].sort((a, b) => a.time - b.time)), samples, options })

const served = (at: number): Op[] =>
  (['invoke', 'ok'] as const).map((type) => ({ index: 0, time: at * s, process: 1, type, f: 'read', value: null }))

const refused = (at: number): Op[] =>
  (['invoke', 'info'] as const).map((type) => ({ index: 0, time: at * s, process: 1, type, f: 'read', value: null }))

/** n1 is killed at 1 s; its start is asked for at 4 s. */
const killed = [...faultOps(1, 'kill', 'start', ['n1']), ...faultOps(4, 'kill', 'stop', ['n1'])]
const slow = looks([0, 'pss'], [2, 'dss'], [3.9, 'dps'], [5, 'fps'], [6, 'fps'], [8, 'sps'], [9, 'sps'])

test('the times from the heal until the node answers, the cluster is whole and clients are served', async () => {
  const result = await run([...killed, ...refused(5), ...served(7)], slow)
  expect(result.verdict).toBe('valid')
  expect(result.checked).toEqual({ heals: 1, whole: 1 })
  expect(result.details).toMatchObject({
    bound: null,
    recoveries: [
      {
        fault: 'kill',
        op: 2,
        at: 4 * s,
        answered: { n1: 1 * s },
        whole: 4 * s,
        served: 3 * s,
        watched: 5 * s,
        judged: null,
      },
    ],
  })
  expect(result.summary).toMatch(/struck nodes answered within 1 s, the cluster was whole within 4 s/)
})

test('a bound is kept, broken, or cannot be told', async () => {
  const within = async (ms: number, samples = slow, ops: readonly Op[] = killed) => {
    const { verdict, summary } = await run(ops, samples, { recoverWithinMs: ms })
    return [verdict, summary] as const
  }
  expect(await within(4000)).toEqual(['valid', expect.stringMatching(/1 heal judged, all in time; allowed: 4 s/)])
  expect(await within(3900)).toEqual(['invalid', 'Too slow: after kill it took 4 s; allowed: 3.9 s.'])
  const never = looks([0, 'pss'], [5, 'dps'], [9, 'dps'])
  expect(await within(4900, never)).toEqual([
    'invalid',
    'Too slow: after kill the cluster was not whole in 5 s; allowed: 4.9 s.',
  ])
  expect((await within(5100, never))[0]).toBe('unknown')
  const deaf = await within(4500, slow, [...killed, ...refused(5), ...refused(9)])
  expect(deaf).toEqual(['invalid', 'Too slow: after kill no client was served in 5 s; allowed: 4.5 s.'])
  const soon = await within(1000, slow, [...killed, ...faultOps(5.2, 'pause', 'start', ['n3'])])
  expect(soon[0]).toBe('unknown')
})

test('while another fault is in force nothing is judged; when the last is healed, all is', async () => {
  const ops = [
    ...faultOps(1, 'partition', 'start', ['n1', 'n2', 'n3']),
    ...faultOps(2, 'pause', 'start', ['n3']),
    ...faultOps(4, 'pause', 'stop', ['n3']),
    ...faultOps(6, 'partition', 'stop', ['n1', 'n2', 'n3']),
  ]
  const samples = looks([0, 'pss'], [3, 'psd'], [5, 'pff'], [7, 'pff'], [8, 'pss'], [9, 'pss'])
  const { verdict, details } = await run(ops, samples, { recoverWithinMs: 2500 })
  expect(verdict).toBe('valid')
  expect(details).toMatchObject({
    recoveries: [
      { fault: 'pause', others: ['partition'], answered: { n3: 1 * s }, judged: null },
      { fault: 'partition', others: [], whole: 2 * s, judged: 'in time' },
    ],
  })
})

test('one look between two changes is no recovery', async () => {
  const samples = looks([0, 'pss'], [5, 'pss'], [6, 'dss'], [7, 'pss'], [8, 'pss'])
  expect((await run(killed, samples)).details).toMatchObject({ recoveries: [{ whole: 3 * s }] })
})

test('whole is as many primaries as there were: two are a split brain, unless all lead', async () => {
  const split = looks([0, 'pss'], [5, 'pps'], [6, 'pps'], [7, 'sps'], [8, 'sps'])
  expect((await run(killed, split)).details).toMatchObject({ recoveries: [{ whole: 3 * s }] })
  const all = looks([0, 'ppp'], [5, 'dpp'], [6, 'ppp'], [7, 'ppp'])
  expect((await run(killed, all)).details).toMatchObject({ recoveries: [{ whole: 2 * s }] })
})

test('without faults, or with one that struck nobody, there is nothing to recover from', async () => {
  for (const ops of [served(1), faultOps(1, 'kill', 'stop', [])])
    expect(await run(ops, slow, { recoverWithinMs: 1 })).toMatchObject({
      verdict: 'valid',
      summary: 'There was nothing to recover from.',
    })
})
