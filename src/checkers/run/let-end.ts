import type { Worker } from 'node:worker_threads'

const deadlineMs = 2000

/**
 * Waits until an idle thread has ended by itself, and ends it only where it does not: to end one by force while its
 * WebAssembly is being optimised can crash Node 20.
 */
export async function letEnd(worker: Worker, ms = deadlineMs): Promise<void> {
  if (worker.threadId === -1) return // it has ended already
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  const timer = setTimeout(() => void worker.terminate(), ms)
  await ended
  clearTimeout(timer)
}
