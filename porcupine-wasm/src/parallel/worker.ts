import { type CheckOptions, checkObject } from '../check.ts'
import type { Model } from '../model.ts'
import { loadModel } from './model-source.ts'
import { nodeThreads } from './threads.ts'
import { type Reply, type Request, toSent } from './wire.ts'

/** The worker of checkInParallel, in Node and in the browser. It is told when to end, and then ends by itself. */
interface Port {
  post(reply: Reply): void
  close(): void
}

/** Between two words on how far it is, milliseconds. */
const progressEvery = 100

let model: Model | undefined
let options: CheckOptions = {}
let said = Number.NEGATIVE_INFINITY

async function answer(request: Request, port: Port): Promise<void> {
  if (request.kind === 'end') return port.close()
  if (request.kind === 'start') {
    model = await loadModel(request.source)
    options = request.options
    return
  }
  for (const { id, key, operations, timeMs } of request.objects) {
    const onSteps = (steps: number) => {
      if (performance.now() - said < progressEvery) return
      said = performance.now()
      port.post({ kind: 'progress', steps })
    }
    const result = checkObject(model as Model, key, operations, options, timeMs, onSteps)
    port.post({ kind: 'result', id, result: toSent(result) })
  }
  port.post({ kind: 'done' })
}

function serve(port: Port): (request: Request) => void {
  let latest = Promise.resolve()
  return (request) => {
    latest = latest
      .then(() => answer(request, port))
      .catch((error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error))
        port.post({ kind: 'failed', name, message })
      })
  }
}

// A browser's worker must listen before its module has run to the end, or it misses what it was sent until then.
if ('WorkerGlobalScope' in globalThis) {
  const scope = globalThis as unknown as {
    postMessage(reply: Reply): void
    close(): void
    onmessage: (event: MessageEvent<Request>) => void
  }
  const close = () => {
    scope.postMessage({ kind: 'ended' })
    scope.close()
  }
  const receive = serve({ post: (reply) => scope.postMessage(reply), close })
  scope.onmessage = ({ data }) => receive(data)
} else {
  const port = (await nodeThreads())?.parentPort
  port?.on('message', serve({ post: (reply) => port.postMessage(reply), close: () => port.close() }))
}
