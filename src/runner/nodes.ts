import type { Client } from '../client/client.ts'
import { MurphyError } from '../op/failure.ts'
import type { RunnableTest } from './test.ts'
import { messageOf } from './worker.ts'

const setupTries = 3
const setupTimeoutMs = 30_000
const teardownTimeoutMs = 5_000

type Nodes = Pick<RunnableTest, 'nodes' | 'client' | 'log' | 'signal'>

/** Client set-up once a node, one after another (two of them making the same table collide), up to three tries each. */
export async function setUpNodes(test: Nodes): Promise<void> {
  for (const node of test.nodes) {
    for (let attempt = 1; !test.signal?.aborted; attempt++) {
      try {
        await onNode(test, node, setupTimeoutMs, (client) => client.setup())
        break
      } catch (cause) {
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

/** Client tear-down once a node. The run is over: what fails is logged. */
export async function tearDownNodes(test: Nodes): Promise<void> {
  const all = test.nodes.map((node) =>
    onNode(test, node, teardownTimeoutMs, (client) => client.teardown()).catch((error: unknown) =>
      test.log(`client tear-down on ${node}: ${messageOf(error)}`),
    ),
  )
  await Promise.all(all)
}

async function onNode(test: Nodes, node: string, ms: number, act: (client: Client) => Promise<void>): Promise<void> {
  let opened: Client | undefined
  let late = false
  const opening = test.client.open(node).then((client) => {
    opened = client
    if (late) void client.close().catch(() => {})
    return client
  })
  try {
    await within(ms, opening.then(act))
  } finally {
    late = true
    await opened?.close()
  }
}

/** Rejects when the work is not done in time; the work goes on unheard. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
