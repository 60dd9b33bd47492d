import { Worker } from 'node:worker_threads'
import type { CheckerProgress, CheckerResult } from '../checkers/checker.ts'
import { letEnd } from '../checkers/run/let-end.ts'
import { MurphyError } from '../op/failure.ts'
import type { Verdict } from '../op/verdict.ts'
import { compiled } from './compiled.ts'
import { historyFiles } from './history-files.ts'
import { type Judge, modelOf } from './judge.ts'
import { within } from './limits.ts'

/** How to judge a bare history, and what that may cost. */
export type CheckFileOptions = Judge & {
  /** Budget for one file, in seconds and megabytes; past it the verdict is `unknown`. */
  readonly checkTime?: number
  readonly checkMemory?: number
  /** Told a few times a second how far a file has come. */
  readonly onProgress?: (progress: FileProgress) => void
}

/** How far the check of a file has come. */
export type FileProgress = { readonly file: string } & (
  | { readonly phase: 'reading' /** Of the file's bytes: 0 to 1. */; readonly share: number }
  /** Without counts by checkers that do not know them. */
  | ({ readonly phase: 'checking' } & Partial<CheckerProgress>)
)

export interface CheckedFile {
  readonly file: string
  readonly verdict: Verdict
  /** The model that it was held against. */
  readonly model: string
  /** Client ops in the file (invocations). */
  readonly ops: number
  /** The check alone, without reading, in ms. */
  readonly elapsedMs: number
  readonly summary: string
  readonly note?: string
  readonly hint?: string
  /** `usage`: the file is not a possible history; `broken`: the check failed. */
  readonly error?: 'usage' | 'broken'
  readonly result?: CheckerResult
}

/** What the worker sends back. */
export type WorkerMessage = WorkerAnswer | { readonly progress: FileProgress }

export type WorkerAnswer =
  | {
      readonly ok: true
      readonly ops: number
      readonly elapsedMs: number
      readonly note?: string
      readonly result: CheckerResult
    }
  | { readonly ok: false; readonly kind: 'usage' | 'broken'; readonly message: string; readonly hint?: string }

/**
 * Judges files, and the histories of folders (`historyFiles`), one after another in a worker thread that is ended, and replaced, when a file passes its budget; the
 * answers come as they are ready.
 */
export async function* checkFiles(paths: readonly string[], options: CheckFileOptions): AsyncGenerator<CheckedFile> {
  if (options.checkTime !== undefined) within('check-time', options.checkTime)
  if (options.checkMemory !== undefined) within('check-memory', options.checkMemory)
  let worker: Worker | undefined
  try {
    for (const file of paths.flatMap(historyFiles)) {
      worker ??= start(options.checkMemory ?? 4096)
      const answer = await ask(worker, file, options)
      if (answer === 'time' || answer === 'memory') {
        await worker.terminate()
        worker = undefined
        yield overBudget(file, options, answer)
      } else yield checked(file, modelOf(options), answer)
    }
  } finally {
    worker?.postMessage('end')
    if (worker !== undefined) await letEnd(worker)
  }
}

/** Judges one file. Throws MurphyError `usage` for a file that is not a history. */
export async function checkFile(file: string, options: CheckFileOptions): Promise<CheckedFile> {
  for await (const result of checkFiles([file], options)) {
    if (result.error === undefined) return result
    throw new MurphyError(result.error, result.summary, result.hint === undefined ? {} : { hint: result.hint })
  }
  throw new Error('unreachable')
}

function start(memoryMb: number): Worker {
  return new Worker(compiled('scenario/check-file-worker.js'), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } })
}

function ask(worker: Worker, file: string, options: CheckFileOptions): Promise<WorkerAnswer | 'time' | 'memory'> {
  return new Promise((resolve) => {
    const settle = (answer: WorkerAnswer | 'time' | 'memory') => {
      clearTimeout(timer)
      worker.off('message', receive).off('error', failed)
      resolve(answer)
    }
    const receive = (message: WorkerMessage) => {
      if ('progress' in message) options.onProgress?.(message.progress)
      else settle(message)
    }
    const failed = (error: NodeJS.ErrnoException) =>
      settle(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : { ok: false, kind: 'broken', message: error.message },
      )
    const timer = setTimeout(() => settle('time'), (options.checkTime ?? 300) * 1000)
    worker.on('message', receive).on('error', failed)
    const { checkTime: _, checkMemory: __, onProgress, ...judge } = options
    worker.postMessage({ file, judge, progress: onProgress !== undefined })
  })
}

function checked(file: string, model: string, answer: WorkerAnswer): CheckedFile {
  if (answer.ok) {
    const { ops, elapsedMs, note, result } = answer
    return {
      file,
      verdict: result.verdict,
      model,
      ops,
      elapsedMs,
      summary: result.summary,
      ...(note === undefined ? {} : { note }),
      result,
    }
  }
  const hint = answer.hint === undefined ? {} : { hint: answer.hint }
  return { file, verdict: 'broken', model, ops: 0, elapsedMs: 0, summary: answer.message, ...hint, error: answer.kind }
}

function overBudget(file: string, options: CheckFileOptions, what: 'time' | 'memory'): CheckedFile {
  const limit = what === 'time' ? `${options.checkTime ?? 300} s` : `${options.checkMemory ?? 4096} MB`
  const elapsedMs = what === 'time' ? (options.checkTime ?? 300) * 1000 : 0
  const summary = `The check was ended at its ${what} budget of ${limit}; raise it with --check-${what}.`
  return { file, verdict: 'unknown', model: modelOf(options), ops: 0, elapsedMs, summary }
}
