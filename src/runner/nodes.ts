import type { Client } from '../client/client.ts'
import { MurphyError } from '../op/failure.ts'
import type { RunnableTest } from './test.ts'
import { messageOf } from './worker.ts'

const setupTries = 3
const setupTimeoutMs = 30_000
const teardownTimeoutMs = 5_000
/** For people who have pressed Ctrl-C. */
const hastyTimeoutMs = 1_000
const closeTimeoutMs = 1_000

type Nodes = Pick<RunnableTest, 'nodes' | 'client' | 'log' | 'signal'>

/**
 * Client set-up once a node, one after another (two of them making the same table collide), up to three tries each.
 * Returns early when the run is aborted.
 */
export async function setUpNodes(test: Nodes): Promise<void> {
  for (const node of test.nodes) {
    for (let attempt = 1; !test.signal?.aborted; attempt++) {
      try {
        await onNode(test, node, (client) => client.setup(), setupTimeoutMs, test.signal)
        break
      } catch (cause) {
        if (test.signal?.aborted) return
        test.log(`client set-up on ${node}, try ${attempt} of ${setupTries}: ${messageOf(cause)}`)
        if (attempt < setupTries) continue
        throw new MurphyError(
          'broken',
          `The client's set-up on ${node} failed ${setupTries} times: ${messageOf(cause)}.`,
          {
            hint: "The node's log in the run's folder tells whether the database was up.",
            cause,
          },
        )
      }
    }
  }
}

/** Client tear-down once a node, all at once. The run is over: what fails is logged. */
export async function tearDownNodes(test: Nodes): Promise<void> {
  const ms = test.signal?.aborted ? hastyTimeoutMs : teardownTimeoutMs
  const all = test.nodes.map((node) =>
    onNode(test, node, (client) => client.teardown(), ms).catch((error: unknown) =>
      test.log(`client tear-down on ${node}: ${messageOf(error)}`),
    ),
  )
  await Promise.all(all)
}

/** Opens a client, acts, closes it: also one that is opened when nobody waits for it any more. */
async function onNode(
  test: Nodes,
  node: string,
  act: (client: Client) => Promise<void>,
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  const opening = Promise.resolve(test.client.open(node))
  try {
    await within(ms, opening.then(act), signal)
  } finally {
    const closed = opening.then(
      (client) => client.close(),
      () => {},
    )
    await within(closeTimeoutMs, closed).catch(() => {})
  }
}

/** Rejects when the work is not done in time, or the signal comes; the work goes on unheard. */
export async function within<T>(ms: number, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let abort = () => {}
  const impatience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms)
    abort = () => reject(new Error('aborted'))
    signal?.addEventListener('abort', abort)
  })
  try {
    return await Promise.race([work, impatience])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
