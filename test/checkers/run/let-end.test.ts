import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { letEnd } from '../../../src/checkers/run/let-end.ts'

/** A thread with some code; `said()` tells whether its own end was orderly: one that is ended by force says nothing. */
function thread(code: string) {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const last = `const { workerData, parentPort } = require('node:worker_threads')
    process.on('exit', () => { workerData[0] = 1 })
    ${code}`
  const worker = new Worker(last, { eval: true, workerData: shared })
  const online = new Promise((resolve) => worker.once('online', resolve))
  return { worker, online, said: () => shared[0] === 1 }
}

test('a thread with nothing left to do ends by itself', async () => {
  const { worker, online, said } = thread('parentPort.postMessage(1)')
  await online
  await letEnd(worker, 60_000)
  expect(said()).toBe(true)
  await letEnd(worker, 60_000) // of one that has ended there is nothing to wait for
})

test('one that goes on is ended', async () => {
  const { worker, online, said } = thread('setInterval(() => {}, 1000)')
  await online
  await letEnd(worker, 50)
  expect([worker.threadId, said()]).toEqual([-1, false])
})
