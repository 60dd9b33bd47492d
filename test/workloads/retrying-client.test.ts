import { expect, it } from 'vitest'
import type { Client } from '../../src/client/client.ts'
import type { Completion } from '../../src/op/op.ts'
import { insertWork } from '../../workloads/retry.ts'
import { retryingClient } from '../../workloads/retrying-client.ts'
import { FakeSystem } from './fake-system.ts'

const info: Completion = { type: 'info', error: { kind: 'gone', message: 'gone' } }
const fail: Completion = { type: 'fail', error: { kind: 'no-client', message: 'no session' } }
const ok: Completion = { type: 'ok', node: 'n1' }

/** A client that answers as told, one after the other; `never` does not. */
function scripted(...answers: readonly (Completion | 'never')[]) {
  const log: string[] = []
  let asked = 0
  const client = (name: string): Client => ({
    open: async (node) => {
      log.push(`open ${node}`)
      return client(node)
    },
    setup: async () => {},
    invoke: (op) => {
      log.push(`${op.f} ${asked + 1}`)
      const answer = answers[asked++] ?? 'never'
      return answer === 'never' ? new Promise(() => {}) : Promise.resolve(answer)
    },
    teardown: async () => {},
    close: async () => {
      log.push(`close ${name}`)
    },
  })
  return { log, base: client('base') }
}

const op = (f: string) => ({ f, value: 7, process: 0, time: 0 }) as const

async function perform(f: string, patienceMs: number, ...answers: readonly (Completion | 'never')[]) {
  const { base, log } = scripted(...answers)
  const client = await retryingClient(base, { patienceMs, attemptMs: 20 }).open('n2')
  return { completion: await client.invoke(op(f)), log, client }
}

it('tries again until it is acknowledged', async () => {
  const { completion, log } = await perform('add', 60_000, info, fail, ok)
  expect(completion).toEqual(ok)
  expect(log).toEqual(['open n2', 'add 1', 'add 2', 'add 3'])
})

it('gives up an attempt that is not answered, with its connection', async () => {
  const { completion, log } = await perform('add', 60_000, 'never', ok)
  expect(completion).toEqual(ok)
  expect(log).toEqual(['open n2', 'add 1', 'open n2', 'close n2', 'add 2'])
})

it('knows nothing of an op of which one attempt may have been done', async () => {
  expect((await perform('add', 1, info, fail)).completion).toMatchObject({ type: 'info' })
  expect((await perform('add', 1, 'never', fail)).completion).toMatchObject({ type: 'info' })
  expect((await perform('add', 1, fail, fail)).completion).toMatchObject({ type: 'fail' })
})

it('does not try reads again, and nothing after it was closed', async () => {
  expect((await perform('read', 60_000, fail)).completion).toEqual(fail)
  const { base } = scripted(info, info, info)
  const client = await retryingClient(base, { patienceMs: 60_000, attemptMs: 20 }).open('n2')
  const running = client.invoke(op('add'))
  await client.close()
  expect((await running).type).toBe('info')
})

it('inserts name their request where they are told to', async () => {
  const system = new FakeSystem()
  const session = await system.connect('inserts', 'n1')
  await insertWork(true).perform(session, op('add'))
  await insertWork(false).perform(session, op('add'))
  expect(system.log.slice(1)).toEqual(['n1#1 insert 7 add 7', 'n1#1 insert 7 null'])
})
