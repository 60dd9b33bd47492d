import { expect, test } from 'vitest'
import { clients, limit, log, nemesis, phases, repeat, sleep } from '../../src/generator/index.ts'
import { MurphyError } from '../../src/op/failure.ts'
import type { Completion, Json } from '../../src/op/op.ts'
import { SECOND } from '../../src/op/time.ts'
import type { Note } from '../../src/runner/index.ts'
import { brief, deferred, fakeClient, forever, run } from './fake.ts'

const read = { f: 'read' }
const write = { f: 'write', value: 1 }

test('no answer in time is an info; the late answer is ignored and the client closed', async () => {
  const late = deferred<Completion>()
  const { client, calls } = fakeClient({
    invoke: (_, { id }) => (id === 4 ? late.promise : Promise.resolve({ type: 'ok', value: 2 })),
  })
  const { history } = await run(clients(repeat(2, read)), {
    client,
    concurrency: 1,
    timeout: { kind: 'fixed', ms: 20 },
    record: (ops) => {
      for (const op of ops) if (op.process === 1 && op.type === 'invoke') late.resolve({ type: 'ok', value: 1 })
    },
  })
  expect(brief(history)).toEqual(['0 invoke read', '0 info read timeout', '1 invoke read', '1 ok read'])
  expect(history.at(-1)?.value).toBe(2)
  expect(calls).toContain('close #4')
})
test('a client that hangs on closing does not hold up the run', async () => {
  const { client } = fakeClient({ invoke: () => forever(), close: (node) => (node === 'n1' ? forever() : undefined) })
  const own: typeof client = { ...client, open: (node) => (node === 'n1' ? client.open('n2') : client.open(node)) }
  const { history } = await run(clients(repeat(2, read)), {
    client: own,
    nodes: ['n1', 'n2'],
    concurrency: 1,
    timeout: { kind: 'fixed', ms: 10 },
  })
  expect(brief(history)).toEqual(['0 invoke read', '0 info read timeout', '1 invoke read', '1 info read timeout'])
})

test('whatever a client throws, synchronously or not, is an info', async () => {
  const throwing: (() => unknown)[] = [
    () => {
      throw new Error('at once')
    },
    () => Promise.reject(new TypeError('later')),
    () => Promise.reject('a string'),
    () => Promise.reject(undefined),
  ]
  const { client } = fakeClient({ invoke: () => throwing.shift()?.() })
  const { history } = await run(clients(repeat(4, read)), { client, concurrency: 1 })
  const ends = history.filter((op) => op.type !== 'invoke')
  expect(ends.map((op) => [op.type, op.error?.kind, op.error?.message])).toEqual([
    ['info', 'client-threw', 'at once'],
    ['info', 'client-threw', 'later'],
    ['info', 'client-threw', 'a string'],
    ['info', 'client-threw', 'undefined'],
  ])
})

test('no connection is a fail, and the process goes on', async () => {
  let down = true
  const { client } = fakeClient({
    open: (node) => {
      if (setUp && node === 'n1' && down) {
        down = false
        throw new Error('ECONNREFUSED')
      }
    },
    setup: (node) => {
      setUp = node === 'n3'
    },
  })
  let setUp = false
  const { history } = await run(clients(repeat(2, read)), { client, concurrency: 1 })
  expect(brief(history)).toEqual(['0 invoke read', '0 fail read no-client', '0 invoke read', '0 ok read'])
  expect(history[1]).toMatchObject({ node: 'n1', error: { message: 'ECONNREFUSED' } })
})

test('a connection that takes too long is a fail, and is closed when it comes', async () => {
  const gate = deferred<void>()
  let opens = 0
  const { client, calls } = fakeClient({ open: () => (++opens === 2 ? gate.promise : undefined) })
  const { history } = await run(clients([read, read]), {
    client,
    nodes: ['n1'],
    concurrency: 1,
    timeout: { kind: 'fixed', ms: 30 },
    record: (ops) => {
      for (const op of ops) if (op.type === 'fail') gate.resolve()
    },
  })
  expect(brief(history)).toEqual(['0 invoke read', '0 fail read no-client', '0 invoke read', '0 ok read'])
  const lateOne = calls.find((call) => call.startsWith('open') && calls.includes(`close ${call.slice(-2)}`))
  expect(lateOne).toBeDefined()
  expect(calls.filter((call) => call.startsWith('open')).length).toBe(
    calls.filter((call) => call.startsWith('close')).length,
  )
})
test.each<[string, Json, unknown, string]>([
  ['no object', 1, undefined, 'not a completion'],
  ['a strange type', 1, { type: 'done' }, 'type is "done"'],
  ['another f', 1, { type: 'ok', f: 'read' }, 'f was "write" and came back as "read"'],
  ['another process', 1, { type: 'ok', process: 3 }, 'process was 0 and came back as 3'],
  ['another value', 1, { type: 'ok', value: 2 }, 'value was 1 and came back as 2'],
  [
    'a changed write in a transaction',
    [
      ['w', 1],
      ['r', null],
    ],
    {
      type: 'ok',
      value: [
        ['w', 2],
        ['r', 5],
      ],
    },
    'came back',
  ],
  [
    'a longer transaction',
    [['r', null]],
    {
      type: 'ok',
      value: [
        ['r', 1],
        ['w', 2],
      ],
    },
    'only a null may be filled in',
  ],
  [
    'a shorter transaction',
    [
      ['w', 1],
      ['r', null],
    ],
    { type: 'ok', value: [['w', 1]] },
    'only a null may be filled in',
  ],
  ['no JSON', null, { type: 'ok', value: 1n }, 'cannot stand in a history'],
  ['a date', null, { type: 'ok', value: new Date(0) }, 'cannot stand in a history'],
  ['not a number', null, { type: 'ok', value: [Number.NaN] }, 'cannot stand in a history'],
  ['an error of strange shape', 1, { type: 'fail', error: 'oops' }, 'error is not { kind, message }'],
])(
  'a completion with %s is an info with all its problems, and a line in the log',
  async (_, value, answer, problem) => {
    const { client } = fakeClient({ invoke: () => Promise.resolve(answer) })
    const odd: typeof client = {
      ...client,
      open: async (node) => ({ ...(await client.open(node)), invoke: async () => answer as Completion }),
    }
    const { history, lines: logged } = await run(clients({ f: 'write', value }), { client: odd, concurrency: 1 })
    expect(brief(history)).toEqual(['0 invoke write', '0 info write bad-completion'])
    expect(history[1]?.error?.message).toContain(problem)
    expect(logged.join()).toContain(problem)
  },
)

test('a completion may fill in what a read learns', async () => {
  const asked: Json = [['append', 1, 2], ['r', 1, null], { k: null }]
  const learnt: Json = [['append', 1, 2], ['r', 1, [2]], { k: { deep: true } }]
  const { client } = fakeClient({ invoke: async () => ({ type: 'ok', value: learnt }) })
  const { history } = await run(clients({ f: 'txn', value: asked }), { client, concurrency: 1 })
  expect(history[1]).toMatchObject({ type: 'ok', value: learnt })
})

test('all problems of a completion are listed', async () => {
  const answer = { type: 'maybe', f: 'x', value: 2, error: 3 }
  const { client } = fakeClient({ invoke: async () => answer })
  const { history } = await run(clients(write), { client, concurrency: 1 })
  expect(history[1]?.error?.message.split(';')).toHaveLength(4)
})

test('set-up is tried three times', async () => {
  let left = 2
  const { client, calls } = fakeClient({
    setup: () => {
      if (left-- > 0) throw new Error('starting up')
    },
  })
  const { summary, lines: logged } = await run(clients(read), { client, nodes: ['n1'] })
  expect(summary?.ended).toBe('exhausted')
  expect(calls.filter((call) => call === 'setup n1')).toHaveLength(3)
  expect(logged).toEqual([
    'client set-up on n1, try 1 of 3: starting up',
    'client set-up on n1, try 2 of 3: starting up',
  ])
})

test('set-up that fails three times is the end, before any op', async () => {
  const { client } = fakeClient({
    setup: () => {
      throw new Error('no disk')
    },
  })
  const { error, history } = await run(clients(read), { client })
  expect(error).toMatchObject({ kind: 'broken', message: "The client's set-up on n1 failed 3 times: no disk." })
  expect(history).toEqual([])
})

test('tear-down that fails is only logged', async () => {
  const { client } = fakeClient({ teardown: () => Promise.reject(new Error('gone')) })
  const { summary, lines: logged } = await run(clients(read), { client, nodes: ['n1'] })
  expect(summary?.ended).toBe('exhausted')
  expect(logged).toEqual(['client tear-down on n1: gone'])
})

test('abort: no new ops, open ones get their answer or become info, and the history ends whole', async () => {
  const controller = new AbortController()
  const { client, calls } = fakeClient({
    invoke: (op) => {
      if (op.f === 'hang') return forever()
      return new Promise((resolve) => setTimeout(() => resolve({ type: 'ok' }), 50))
    },
  })
  const { history, summary } = await run(clients([{ f: 'hang' }, limit(1000, repeat(read))]), {
    client,
    signal: controller.signal,
    record: (ops) => {
      if (ops.some((op) => op.f === 'hang')) setTimeout(() => controller.abort(), 5)
    },
  })
  expect(summary).toEqual({ ops: 4, ended: 'aborted' })
  expect(brief(history)).toEqual(['0 invoke hang', '1 invoke read', '1 ok read', '0 info hang aborted'])
  expect(calls).toContain('teardown n1')
})
test('abort wakes sleepers and needs no second', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 20)
  const { summary } = await run(clients(phases(read, sleep(3600 * SECOND), read)), { signal: controller.signal })
  expect(summary).toEqual({ ops: 2, ended: 'aborted' })
})

test('abort interrupts a set-up that hangs', async () => {
  const controller = new AbortController()
  const { client, calls } = fakeClient({
    setup: () => {
      setTimeout(() => controller.abort(), 5)
      return forever()
    },
  })
  const { summary, lines } = await run(clients(read), { client, nodes: ['n1'], signal: controller.signal })
  expect(summary).toEqual({ ops: 0, ended: 'aborted' })
  expect(calls.slice(0, 3)).toEqual(['open n1 #1', 'setup n1', 'close #1'])
  expect(lines).toEqual([])
})

test('a client that forgets to be asynchronous is understood', async () => {
  const { client } = fakeClient({ invoke: () => ({ type: 'ok', value: 3 }) })
  const { history } = await run(clients(read), { client, concurrency: 1 })
  expect(history[1]).toMatchObject({ type: 'ok', value: 3 })
})

test('a run that is aborted before it begins has no ops', async () => {
  const { summary, history } = await run(clients(read), { signal: AbortSignal.abort() })
  expect(summary).toEqual({ ops: 0, ended: 'aborted' })
  expect(history).toEqual([])
})

test('a generator that throws ends the run in order, with what it said', async () => {
  let n = 0
  const { client } = fakeClient({
    invoke: () => new Promise((resolve) => setTimeout(() => resolve({ type: 'ok' }), 20)),
  })
  const { history, error } = await run(
    clients(() => {
      if (n++ === 1) throw new RangeError('out of ideas')
      return read
    }),
    { client },
  )
  expect(error).toBeInstanceOf(MurphyError)
  expect((error as Error).message).toContain('The generator threw RangeError: out of ideas')
  expect(brief(history)).toEqual(['0 invoke read', '0 ok read'])
})

test('a history that cannot be written ends the run at once: nothing happens unrecorded', async () => {
  let written = 0
  const { client, calls } = fakeClient()
  const { error, history } = await run(clients(limit(1000, repeat(read))), {
    client,
    concurrency: 1,
    record: (ops) => {
      if (written >= 6) throw new MurphyError('broken', 'The disk is full.')
      written += ops.length
    },
  })
  expect((error as Error).message).toBe('The disk is full.')
  const invoked = calls.filter((call) => call.startsWith('invoke'))
  expect(invoked).toHaveLength(history.filter((op) => op.type === 'invoke').length)
  expect(calls.filter((call) => call.startsWith('open')).length).toBe(
    calls.filter((call) => call.startsWith('close')).length,
  )
})

test('a client that connects when the run is over does nothing any more', async () => {
  const late = deferred<void>()
  let opens = 0
  const { client, calls } = fakeClient({ open: () => (++opens === 2 ? late.promise : undefined) })
  const { error } = await run(clients(repeat(20, read)), {
    client,
    nodes: ['n1'],
    concurrency: 2,
    timeout: { kind: 'fixed', ms: 60_000 },
    record: (ops) => {
      if (ops.some((op) => op.type === 'ok')) throw new Error('disk full')
    },
  })
  expect(error).toBeInstanceOf(Error)
  late.resolve()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(calls.filter((call) => call.startsWith('invoke'))).toHaveLength(1)
  expect(calls.filter((call) => call.startsWith('open')).length).toBe(
    calls.filter((call) => call.startsWith('close')).length,
  )
})

test('the client of a process that has ended is closed at once', async () => {
  const { client, calls } = fakeClient({ invoke: async () => ({ type: 'info' }) })
  let before: string[] = []
  await run(clients(phases(read, log('crashed'))), {
    client,
    nodes: ['n1'],
    concurrency: 1,
    log: () => {
      before = [...calls]
    },
  })
  expect(before.slice(-2)).toEqual(['invoke #2 read', 'close #2'])
})

test('an answer that came before a note stands before it', async () => {
  let note: Note = () => {}
  const answer = deferred<Completion>()
  const { client } = fakeClient({ invoke: () => answer.promise })
  const { history } = await run(clients(read), {
    client,
    concurrency: 1,
    onNote: (given) => {
      note = given
    },
    record: (ops) => {
      if (ops[0]?.type !== 'invoke') return
      setTimeout(() => {
        answer.resolve({ type: 'ok' })
        void answer.promise.then(() => note('promote', null)) // after the worker's own callback, before its step
      }, 5)
    },
  })
  expect(brief(history)).toEqual(['0 invoke read', '0 ok read', 'nemesis info promote'])
})

test('notes stand in the history where they happened', async () => {
  let note: Note = () => {}
  const { client } = fakeClient({
    invoke: async () => {
      note('promote', { node: 'n2' })
      return { type: 'ok' }
    },
  })
  const { history, summary } = await run(clients(read), {
    client,
    concurrency: 1,
    onNote: (given) => {
      note = given
    },
  })
  expect(brief(history)).toEqual(['0 invoke read', 'nemesis info promote', '0 ok read'])
  expect(history.map((op) => op.index)).toEqual([0, 1, 2])
  expect(history[1]?.value).toEqual({ node: 'n2' })
  expect(summary?.ops).toBe(3)
  note('too late', null)
  expect(history).toHaveLength(3)
})

test('a note is on disk when it returns, with what was answered before it', async () => {
  let note: Note = () => {}
  const wrote: string[] = []
  const steps = {
    invoke: async (): Promise<Completion> => {
      await new Promise((resolve) => setTimeout(resolve, 10))
      note('step', 1)
      expect(wrote.at(-1)).toBe('nemesis info step')
      note('step', 2)
      return { type: 'info' }
    },
  }
  await run([clients(read), nemesis({ f: 'failover' })], {
    nemesis: steps,
    onNote: (given) => {
      note = given
    },
    record: (ops) => void wrote.push(...brief(ops)),
  })
  expect(wrote.filter((line) => line.startsWith('nemesis'))).toEqual([
    'nemesis info failover',
    'nemesis info step',
    'nemesis info step',
    'nemesis info failover',
  ])
})
