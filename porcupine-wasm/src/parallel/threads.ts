import type { Reply, Request } from './wire.ts'

/** A worker, in Node or in the browser. */
export interface Thread {
  post(request: Request): void
  /** Who is called for each reply from now on, and if it ends without having been told to. */
  listen(onReply: (reply: Reply) => void, onEnd: (reason: string) => void): void
  /** Resolves once it has ended: by itself, when told to, or by force after `patienceMs`. */
  end(patienceMs: number): Promise<void>
}

/** The parts of node:worker_threads and node:os that are used. */
interface NodeWorker {
  postMessage(message: unknown): void
  on(event: 'message' | 'error' | 'exit', listener: (value: never) => void): void
  terminate(): Promise<unknown>
}

export interface NodeThreads {
  readonly Worker: new (url: URL) => NodeWorker
  readonly parentPort: {
    on(event: 'message', listener: (request: Request) => void): void
    postMessage(reply: Reply): void
    close(): void
  } | null
}

/** Of Node; undefined in a browser. The names stand in variables, so that no bundler looks for them. */
export async function nodeThreads(): Promise<NodeThreads | undefined> {
  return (await nodeModule('node:worker_threads')) as NodeThreads | undefined
}

/** How many threads may run at once. */
export async function parallelism(): Promise<number> {
  const os = (await nodeModule('node:os')) as { availableParallelism(): number } | undefined
  return os?.availableParallelism() ?? navigator.hardwareConcurrency ?? 2
}

async function nodeModule(name: string): Promise<unknown> {
  const { process } = globalThis as { process?: { versions?: { node?: string } } }
  if (process?.versions?.node === undefined) return undefined
  return await import(/* @vite-ignore */ /* webpackIgnore: true */ name)
}

/** `url`: of the worker's module, where it does not stand beside this one. */
export async function openThread(url: string | URL | undefined): Promise<Thread> {
  const node = await nodeThreads()
  return node ? openInNode(node, url) : openInBrowser(url)
}

function openInNode({ Worker }: NodeThreads, given: string | URL | undefined): Thread {
  // Sources run the build's worker: not every Node can run TypeScript in one.
  const beside = import.meta.url.endsWith('.ts') ? '../../dist/parallel/worker.js' : './worker.js'
  const worker = new Worker(new URL(given ?? beside, import.meta.url))
  const exited = new Promise<void>((resolve) => worker.on('exit', () => resolve()))
  let heard: (reply: Reply) => void = () => {}
  let lost: (reason: string) => void = () => {}
  worker.on('message', (reply: Reply) => heard(reply))
  worker.on('error', (error: Error) => lost(error.message))
  worker.on('exit', (code: number) => lost(`it ended with code ${code}`))
  return {
    post: (request) => worker.postMessage(request),
    listen(onReply, onEnd) {
      heard = onReply
      lost = onEnd
    },
    end: (patienceMs) =>
      ending(
        () => worker.postMessage({ kind: 'end' }),
        exited,
        () => worker.terminate(),
        patienceMs,
      ),
  }
}

function openInBrowser(given: string | URL | undefined): Thread {
  // Bundlers look for exactly this form.
  const worker = given
    ? new Worker(given, { type: 'module' })
    : new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  let ended = () => {}
  const exited = new Promise<void>((resolve) => {
    ended = resolve
  })
  return {
    post: (request) => worker.postMessage(request),
    listen(onReply, onEnd) {
      worker.onmessage = ({ data }: MessageEvent<Reply>) => (data.kind === 'ended' ? ended() : onReply(data))
      worker.onerror = ({ message }) => onEnd(message ?? 'its module could not be loaded')
    },
    end: (patienceMs) =>
      ending(
        () => worker.postMessage({ kind: 'end' }),
        exited,
        async () => worker.terminate(),
        patienceMs,
      ),
  }
}

async function ending(tell: () => void, exited: Promise<void>, force: () => Promise<unknown>, patienceMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs)
  })
  tell()
  if ((await Promise.race([exited, late])) === 'late') await force()
  clearTimeout(timer)
}
