import {
  type CheckOptions,
  type CheckResult,
  checkOperations,
  type ObjectResult,
  partition,
  resultOf,
} from '../check.ts'
import { HistoryError, type Operation } from '../operation.ts'
import { loadModel, type ModelSource } from './model-source.ts'
import { openThread, parallelism, type Thread } from './threads.ts'
import { fromSent, numbered, type Reply } from './wire.ts'

export interface ParallelOptions extends CheckOptions {
  /** How many workers at most; 0: none, everything is checked here. @default one for each processor */
  readonly workers?: number
  /** Where the worker's module (`porcupine-wasm/worker`) stands, if a bundler has not put it beside this one. */
  readonly workerUrl?: string | URL
}

/** Objects are sent in batches of so many operations, or one at a time where they have more. */
const batchSize = 1000
/** How long a worker may take past the time budget, or to end, before it is ended by force: milliseconds. */
const patience = 5000

/**
 * As `checkOperations`, with the objects (keys) of the history checked by workers, largest first: worker threads in
 * Node, Web Workers in a browser. The result is the same, in the same order. The time budget is for all together,
 * steps are for each object, memory for each worker. Values must be what structured clone can copy.
 *
 * It pays where objects take long to search, milliseconds or more: each operation is copied to a worker and each order
 * back, which takes longer than deciding most objects without a search does. Workers end with the check, by themselves;
 * one that has not ended 5 s past the time budget is ended by force, and what it was to check is `unknown`.
 */
export async function checkInParallel(
  source: ModelSource,
  operations: readonly Operation[],
  options: ParallelOptions = {},
): Promise<CheckResult> {
  const { workers = await parallelism(), workerUrl, onProgress, ...rest } = options
  const model = await loadModel(source)
  if (workers < 1 || options.partition === false) return checkOperations(model, operations, options)
  const start = performance.now()
  const deadline = start + (options.timeoutMs ?? Number.POSITIVE_INFINITY)
  const parts = partition(model, operations)
  const results: ObjectResult[] = []
  let done = 0
  let failure: Error | undefined
  const queue = batches(parts.map(([, ops]) => ops.length))

  /** How to give up on each worker that is at work. */
  const atWork = new Map<Thread, (reason: string) => void>()
  const giveUp = (reason: string) => {
    for (const lose of atWork.values()) lose(reason)
  }
  let timer = Number.isFinite(deadline) ? setTimeout(() => giveUp(whyLate(options)), untilForce(deadline)) : undefined

  const ask = (thread: Thread, batch: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      const lose = (reason: string) => reject(new LostWorker(reason))
      const hear = (reply: Reply) => {
        if (reply.kind === 'progress') onProgress?.({ done, objects: parts.length, steps: reply.steps })
        else if (reply.kind === 'result') {
          const [key, ops] = parts[reply.id] as (typeof parts)[number]
          results[reply.id] = fromSent(reply.result, key, ops)
          onProgress?.({ done: ++done, objects: parts.length, steps: 0 })
        } else if (reply.kind === 'done') resolve()
        else if (reply.kind === 'failed') reject(revived(reply))
      }
      atWork.set(thread, lose)
      thread.listen(hear, (reason) => lose(`its worker was lost: ${reason}`))
      const objects = batch.map((id) => {
        const [key, ops] = parts[id] as (typeof parts)[number]
        return { id, key, operations: ops.map(numbered), timeMs: deadline - performance.now() }
      })
      thread.post({ kind: 'check', objects })
    })

  const fail = (error: Error) => {
    if (failure) return
    failure = error
    clearTimeout(timer)
    timer = setTimeout(() => giveUp('another failed'), patience)
  }

  const work = async () => {
    while (queue.length > 0 && !failure) {
      const thread = await openThread(workerUrl)
      let batch: readonly number[] | undefined
      let isLost = false
      try {
        thread.post({ kind: 'start', source: plain(source), options: rest })
        for (batch = queue.shift(); batch && !failure; batch = queue.shift()) await ask(thread, batch)
      } catch (error) {
        isLost = error instanceof LostWorker
        if (!isLost) fail(toldPlainly(error as Error))
        for (const id of batch ?? [])
          results[id] ??= unknown(parts[id] as (typeof parts)[number], (error as Error).message)
      }
      await thread.end(isLost ? 0 : patience)
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, queue.length) }, work))
  clearTimeout(timer)
  if (failure) throw failure
  return resultOf(results, operations, start)
}

/** A worker that ended, or had to be ended, before it had checked what it was sent. */
class LostWorker extends Error {}

/** Places of objects by size, largest first; small ones together. */
function batches(sizes: readonly number[]): (readonly number[])[] {
  const bySize = [...sizes.keys()].sort((a, b) => (sizes[b] as number) - (sizes[a] as number))
  const all: number[][] = []
  let room = 0
  for (const id of bySize) {
    if (room <= 0) {
      all.push([])
      room = batchSize
    }
    all.at(-1)?.push(id)
    room -= sizes[id] as number
  }
  return all
}

function unknown([key, operations]: readonly [unknown, readonly Operation[]], reason: string): ObjectResult {
  const stats = { method: 'search', steps: 0, configurations: 0, bytes: 0 } as const
  return { key, verdict: 'unknown', reason, operations, stats }
}

function whyLate({ timeoutMs }: ParallelOptions): string {
  return `the search was stopped after ${timeoutMs} ms, and its worker ended`
}

function plain(source: ModelSource): ModelSource {
  return 'module' in source ? { ...source, module: String(source.module) } : source
}

function revived({ name, message }: { readonly name: string; readonly message: string }): Error {
  return name === 'HistoryError' ? new HistoryError(message) : Object.assign(new Error(message), { name })
}

function toldPlainly(error: Error): Error {
  return error.name === 'DataCloneError'
    ? new HistoryError(`the operations cannot be sent to a worker: ${error.message}`)
    : error
}

/** For a timer, which takes no more than 2^31 - 1 ms. */
function untilForce(deadline: number): number {
  return Math.min(deadline + patience - performance.now(), 0x7fff_ffff)
}
