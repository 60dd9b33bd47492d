import { performance } from 'node:perf_hooks'
import { parentPort } from 'node:worker_threads'
import { linearizable } from '../checkers/linearizable.ts'
import { readHistory } from '../history/read.ts'
import { MurphyError } from '../op/failure.ts'
import type { Json } from '../op/op.ts'
import type { WorkerAnswer } from './check-file.ts'

/** The worker behind `checkFiles`: reads and judges one file for each message. */

interface Request {
  readonly file: string
  readonly model: string
  readonly initial?: Json
}

parentPort?.on('message', (request: Request) => {
  judge(request).then(
    (answer) => parentPort?.postMessage(answer),
    (error: unknown) => parentPort?.postMessage(failure(error)),
  )
})

async function judge({ file, model, initial }: Request): Promise<WorkerAnswer> {
  const { ops, note, conventions } = readHistory(file)
  // What somebody asks to have checked may well be empty of answers: nothing is impossible then, and that is the answer.
  const options: Record<string, Json> = { model, nilReads: conventions.nilReads, vacuous: true }
  if (conventions.refusedCas === true) options.refusedCas = true
  const state = initial ?? conventions.initial
  if (state !== undefined) options.initial = state
  const start = performance.now()
  const result = await linearizable.check({ history: ops, samples: [], options })
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
