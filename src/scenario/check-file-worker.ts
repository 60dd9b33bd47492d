import { performance } from 'node:perf_hooks'
import { parentPort } from 'node:worker_threads'
import { readHistory } from '../history/read.ts'
import { MurphyError } from '../op/failure.ts'
import type { WorkerAnswer } from './check-file.ts'
import { checkerFor, type Judge } from './judge.ts'

/** The worker behind `checkFiles`: reads and judges one file for each message. */

interface Request {
  readonly file: string
  readonly judge: Judge
}

parentPort?.on('message', (request: Request | 'end') => {
  if (request === 'end') {
    parentPort?.close()
    return
  }
  answer(request).then(
    (found) => parentPort?.postMessage(found),
    (error: unknown) => parentPort?.postMessage(failure(error)),
  )
})

async function answer({ file, judge }: Request): Promise<WorkerAnswer> {
  const { ops, note, conventions } = readHistory(file)
  const { checker, options } = checkerFor(judge, conventions)
  const start = performance.now()
  const result = await checker.check({ history: ops, samples: [], options })
  const elapsedMs = Math.round((performance.now() - start) * 1000) / 1000
  const asked = ops.filter((op) => op.type === 'invoke' && op.process !== 'nemesis').length
  return { ok: true, ops: asked, elapsedMs, ...(note === undefined ? {} : { note }), result }
}

function failure(error: unknown): WorkerAnswer {
  if (error instanceof MurphyError)
    return {
      ok: false,
      kind: error.kind,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    }
  return { ok: false, kind: 'broken', message: error instanceof Error ? error.message : String(error) }
}
