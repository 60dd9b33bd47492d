import { performance } from 'node:perf_hooks'
import { parentPort } from 'node:worker_threads'
import { readHistory } from '../history/read.ts'
import { MurphyError } from '../op/failure.ts'
import type { FileProgress, WorkerAnswer, WorkerMessage } from './check-file.ts'
import { checkerFor, type Judge } from './judge.ts'

/** The worker behind `checkFiles`: reads and judges one file for each message. */

interface Request {
  readonly file: string
  readonly judge: Judge
  /** Whether to tell how far it has come. */
  readonly progress: boolean
}

/** Between two words about it, ms. */
const tellEvery = 100

parentPort?.on('message', (request: Request | 'end') => {
  if (request === 'end') {
    parentPort?.close()
    return
  }
  answer(request).then(
    (found) => send(found),
    (error: unknown) => send(failure(error)),
  )
})

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

async function answer({ file, judge, progress }: Request): Promise<WorkerAnswer> {
  const tell = progress ? nowAndThen(send) : () => {}
  const { ops, note, conventions } = readHistory(file, { onRead: (share) => tell({ file, phase: 'reading', share }) })
  const { checker, options } = checkerFor(judge, conventions)
  const start = performance.now()
  tell({ file, phase: 'checking' })
  const result = await checker.check({
    history: ops,
    samples: [],
    options,
    onProgress: (done) => tell({ file, phase: 'checking', ...done }),
  })
  const elapsedMs = Math.round((performance.now() - start) * 1000) / 1000
  const asked = ops.filter((op) => op.type === 'invoke' && op.process !== 'nemesis').length
  return { ok: true, ops: asked, elapsedMs, ...(note === undefined ? {} : { note }), result }
}

/** Passes on what was not said just before; another phase always. */
function nowAndThen(send: (message: WorkerMessage) => void): (progress: FileProgress) => void {
  let last = Number.NEGATIVE_INFINITY
  let phase = ''
  return (progress) => {
    if (progress.phase === phase && performance.now() - last < tellEvery) return
    last = performance.now()
    phase = progress.phase
    send({ progress })
  }
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
