import { MurphyError } from '../op/failure.ts'
import { Interpreter } from './interpreter.ts'
import { setUpNodes, tearDownNodes } from './nodes.ts'
import type { RunnableTest, RunSummary } from './test.ts'

/**
 * Performs a test: sets up the client on each node and then the nemesis, takes ops from the generator until it has no more, hands each to the
 * client or the nemesis, and records all of it. Rejects with a `MurphyError` when the harness cannot go on (set-up
 * fails, the generator throws, the history cannot be written); what was recorded until then is on disk.
 */
export async function runTest(test: RunnableTest): Promise<RunSummary> {
  if (!Number.isInteger(test.concurrency) || test.concurrency < 1 || test.nodes.length === 0)
    throw new MurphyError('usage', 'A run needs a concurrency of at least 1 and at least one node.')
  await setUpNodes(test)
  try {
    await test.nemesis?.setup?.()
    return await new Interpreter(test).perform()
  } finally {
    await tearDownNodes(test)
  }
}
