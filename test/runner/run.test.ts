import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  clients,
  iterate,
  limit,
  log,
  nemesis,
  phases,
  randomly,
  repeat,
  sleep,
  stagger,
} from '../../src/generator/index.ts'
import type { Completion, Op } from '../../src/op/op.ts'
import { Random } from '../../src/op/random.ts'
import { MS } from '../../src/op/time.ts'
import { newProgress } from '../../src/runner/index.ts'
import { recipe } from '../generator/recipe.ts'
import { brief, fakeClient, run } from './fake.ts'

const read = { f: 'read' }

test('records invocations and completions with dense indexes, nodes and learnt values', async () => {
  const { client } = fakeClient({ invoke: async () => ({ type: 'ok', value: 7 }) })
  const { history, summary } = await run(clients([read, { f: 'write', key: 'x', value: 7 }]), {
    client,
    concurrency: 1,
  })
  expect(summary).toEqual({ ops: 4, ended: 'exhausted' })
  expect(history).toMatchObject([
    { index: 0, process: 0, type: 'invoke', f: 'read', value: null },
    { index: 1, process: 0, type: 'ok', f: 'read', value: 7, node: 'n1' },
    { index: 2, process: 0, type: 'invoke', f: 'write', key: 'x', value: 7 },
    { index: 3, process: 0, type: 'ok', f: 'write', key: 'x', value: 7, node: 'n1' },
  ])
  expect(history[0]).not.toHaveProperty('key')
  expect(history[0]).not.toHaveProperty('node')
})

test('sets up and tears down once a node, each with a client of its own', async () => {
  const { client, calls } = fakeClient()
  await run(clients(read), { client, concurrency: 1 })
  expect(calls).toEqual([
    'open n1 #1',
    'setup n1',
    'close #1',
    'open n2 #2',
    'setup n2',
    'close #2',
    'open n3 #3',
    'setup n3',
    'close #3',
    'open n1 #4',
    'invoke #4 read',
    'close #4',
    'open n1 #5',
    'open n2 #6',
    'open n3 #7',
    'teardown n1',
    'teardown n2',
    'teardown n3',
    'close #5',
    'close #6',
    'close #7',
  ])
})

test('an op is on disk before the client has it, and its answer before the next op', async () => {
  const history: Op[] = []
  const { client } = fakeClient({
    invoke: async (op) => {
      const n = Number(op.value)
      expect(history.some((seen) => seen.type === 'invoke' && seen.value === n)).toBe(true)
      expect(n === 0 || history.some((seen) => seen.type === 'ok' && seen.value === n - 1)).toBe(true)
      return { type: 'ok' }
    },
  })
  const add = limit(
    50,
    iterate((value) => ({ f: 'add', value })),
  )
  const { error } = await run(clients(add), { client, concurrency: 1, record: (ops) => void history.push(...ops) })
  expect(error).toBeUndefined()
  expect(history.filter((op) => op.type === 'ok')).toHaveLength(50)
})

test('answers that came are recorded before new invocations', async () => {
  // Both answers are there at the same moment; neither may look concurrent with the op after the other.
  const { client } = fakeClient()
  const batches: string[][] = []
  await run(clients(limit(6, repeat(read))), { client, record: (ops) => void batches.push(brief(ops)) })
  expect(batches.slice(1, -1).every((batch) => batch.join().match(/^(\d ok read,?)+(\d invoke read,?)+$/))).toBe(true)
  expect(batches.flat()).toHaveLength(12)
})

test('every process keeps to one op at a time and times never go back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 8 }), async (seed, concurrency) => {
      const lots = new Random(seed)
      const { client } = fakeClient({
        invoke: async (): Promise<Completion> => {
          if (lots.int(3) === 0) await new Promise((resolve) => setImmediate(resolve))
          if (lots.int(5) === 0) throw new Error('lost')
          return { type: lots.pick(['ok', 'fail', 'info'] as const) }
        },
      })
      const { history, summary } = await run(clients(limit(40, repeat(read))), { client, concurrency })
      expect(summary?.ops).toBe(80)
      const open = new Set<unknown>()
      const ended = new Set<unknown>()
      history.forEach((op, index) => {
        expect(op.index).toBe(index)
        expect(op.time).toBeGreaterThanOrEqual(history[index - 1]?.time ?? 0)
        expect(ended.has(op.process)).toBe(false)
        expect(open.has(op.process)).toBe(op.type !== 'invoke')
        if (op.type === 'invoke') open.add(op.process)
        else open.delete(op.process)
        if (op.type === 'info') ended.add(op.process)
      })
    }),
    { numRuns: 25 },
  )
})

test('performs any combination of generators to its end', async () => {
  await fc.assert(
    fc.asyncProperty(recipe, fc.nat(), async (of, seed) => {
      const lots = new Random(seed)
      const answers = () => ({ type: lots.pick(['ok', 'ok', 'fail', 'info'] as const) })
      const { client } = fakeClient({ invoke: async () => answers() })
      const { history, error } = await run(limit(40, of(new Random(seed))), {
        client,
        concurrency: 3,
        nemesis: { invoke: async () => ({ type: 'info' }) },
      })
      expect(error).toBeUndefined()
      const balance = history.reduce(
        (sum, op) => sum + (op.type === 'invoke' ? 1 : op.process === 'nemesis' ? 0 : -1),
        0,
      )
      expect(balance).toBe(0)
    }),
    { numRuns: 100 },
  )
})

test('after an info the thread goes on as a new process, with a fresh client, on that process node', async () => {
  const { client, calls } = fakeClient({ invoke: async (op) => ({ type: op.process === 0 ? 'info' : 'ok' }) })
  const { history } = await run(clients(repeat(3, read)), { client, concurrency: 1 })
  expect(brief(history)).toEqual([
    '0 invoke read',
    '0 info read',
    '1 invoke read',
    '1 ok read',
    '1 invoke read',
    '1 ok read',
  ])
  expect(history.map((op) => op.node)).toEqual([undefined, 'n1', undefined, 'n2', undefined, 'n2'])
  expect(calls.slice(9, 16)).toEqual([
    'open n1 #4',
    'invoke #4 read',
    'close #4',
    'open n2 #5',
    'invoke #5 read',
    'invoke #5 read',
    'close #5',
  ])
})

test('the nemesis is a process of its own, info both ways', async () => {
  const invoked: unknown[] = []
  const faults = {
    invoke: async (op: object): Promise<Completion> => {
      invoked.push(op)
      return { type: 'ok', value: { cut: ['n1'] } }
    },
  }
  const { history, summary } = await run(nemesis([{ f: 'start', value: 'one' }, { f: 'stop' }]), { nemesis: faults })
  expect(brief(history)).toEqual(['nemesis info start', 'nemesis info start', 'nemesis info stop', 'nemesis info stop'])
  expect(history.map((op) => op.value)).toEqual(['one', { cut: ['n1'] }, null, { cut: ['n1'] }])
  expect(invoked[0]).toMatchObject({ f: 'start', value: 'one', process: 'nemesis' })
  expect(summary?.ended).toBe('exhausted')
})

test('a nemesis that throws, or answers nonsense, is told of in the history and in the log', async () => {
  const faults = {
    invoke: async (op: { f: string }): Promise<Completion> => {
      if (op.f === 'start') throw new Error('no such node')
      return { type: 'info', value: 10n as unknown as number }
    },
  }
  const { history, lines } = await run(nemesis([{ f: 'start' }, { f: 'stop' }]), { nemesis: faults })
  expect(brief(history)).toEqual([
    'nemesis info start',
    'nemesis info start nemesis-threw',
    'nemesis info stop',
    'nemesis info stop bad-completion',
  ])
  expect(lines).toEqual(['start failed: no such node', expect.stringContaining('cannot stand in a history')])
})

test('a nemesis op without a nemesis ends the run with a sentence', async () => {
  const { history, error } = await run([clients(read), nemesis({ f: 'kill' })])
  expect(error).toMatchObject({ message: expect.stringContaining('this test has no nemesis'), kind: 'broken' })
  expect(brief(history).filter((line) => line.includes('kill'))).toEqual([])
})

test('sleeps and log lines are obeyed and not recorded', async () => {
  const { history, lines } = await run(clients(phases(log('now'), { f: 'a' }, sleep(30 * MS), { f: 'b' })))
  expect(lines).toEqual(['now'])
  expect(brief(history).map((line) => line.slice(2))).toEqual(['invoke a', 'ok a', 'invoke b', 'ok b'])
  const [, a, b] = history
  expect((b?.time ?? 0) - (a?.time ?? 0)).toBeGreaterThanOrEqual(29 * MS)
})

test('ops of the future wait for their time, and are stamped with the time at which they happen', async () => {
  const { history } = await run(clients(limit(10, stagger(new Random(1), 4 * MS, repeat(read)))), { concurrency: 5 })
  const times = history.filter((op) => op.type === 'invoke').map((op) => op.time)
  expect(times).toHaveLength(10)
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(10 * MS)
})

test('a client that answers at once does not keep timers waiting', async () => {
  let ticks = 0
  const ticking = setInterval(() => ticks++, 1)
  await run(clients(limit(30_000, repeat(read))), { record: () => {} })
  clearInterval(ticking)
  expect(ticks).toBeGreaterThan(3)
})

test('the same seed gives the same ops', async () => {
  const values = async () => {
    const ops = await run(
      clients(
        limit(
          50,
          randomly(new Random(9), (draw) => ({ f: 'write', value: draw.int(1000) })),
        ),
      ),
      {
        client: fakeClient({
          invoke: async () => {
            if (Math.random() < 0.5) await new Promise((resolve) => setImmediate(resolve))
            return { type: 'ok' }
          },
        }).client,
      },
    )
    return ops.history.filter((op) => op.type === 'invoke').map((op) => op.value)
  }
  expect(await values()).toEqual(await values())
})

test('progress counts', async () => {
  const progress = newProgress()
  const answers: Completion[] = [
    { type: 'ok' },
    { type: 'fail', error: { kind: 'aborted-by-server', message: 'deadlock' } },
    { type: 'info', error: { kind: 'reset', message: 'connection reset' } },
    { type: 'fail', error: { kind: 'aborted-by-server', message: 'deadlock again' } },
  ]
  const { client } = fakeClient({ invoke: async () => answers.shift() })
  const faults = { invoke: async (): Promise<Completion> => ({ type: 'info' }) }
  await run([clients(repeat(4, read)), nemesis({ f: 'kill' })], { client, progress, nemesis: faults })
  expect(progress).toMatchObject({ ops: 4, ok: 1, fail: 2, info: 1, inFlight: 0, nemesisOps: 1 })
  expect(progress.errors).toEqual(
    new Map([
      ['aborted-by-server', 2],
      ['reset', 1],
    ]),
  )
  expect(progress.lastError?.message).toBe('deadlock again')
})

test('a test without nodes or workers is refused', async () => {
  expect((await run(clients(read), { nodes: [] })).error).toMatchObject({ kind: 'usage' })
  expect((await run(clients(read), { concurrency: 0 })).error).toMatchObject({ kind: 'usage' })
})
