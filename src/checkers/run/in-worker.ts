import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { MurphyError } from '../../op/failure.ts'
import type { CheckerResult } from '../checker.ts'
import { letEnd } from './let-end.ts'
import { watchMemory } from './memory-watch.ts'
import type { Answer, RunInput, RunSpec } from './spec.ts'

const defaultTimeoutMs = 300_000
const defaultMemoryMb = 4096

/**
 * Runs one checker in a thread and enforces its budget by ending the thread: a checker that never yields cannot be
 * asked to stop. The heap is limited by V8; memory outside of it (buffers, WebAssembly) by watching the process.
 * Resolves with `crowded` where that was not enough for all who ran, and it is not known whose fault it was.
 */
export function runInWorker(spec: RunSpec, input: RunInput): Promise<CheckerResult | 'crowded'> {
  const { timeoutMs = defaultTimeoutMs, memoryMb = defaultMemoryMb } = spec
  const outOfTime = ended(`time budget of ${timeoutMs / 1000} s`, 'time')
  const outOfMemory = ended(`memory budget of ${memoryMb} MB`, 'memory')
  return new Promise((resolve) => {
    const worker = new Worker(entry(), {
      workerData: { spec, input },
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    })
    let settled = false
    const settle = (result: CheckerResult | 'crowded', end: () => Promise<unknown>) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      void end().then(() => {
        unwatch()
        resolve(result)
      })
    }
    const stop = (result: CheckerResult | 'crowded') => settle(result, () => worker.terminate())
    const timer = setTimeout(() => stop(outOfTime), timeoutMs)
    const unwatch = watchMemory(memoryMb, (alone) => stop(alone ? outOfMemory : 'crowded'))
    worker.on('message', (answer: Answer) =>
      settle(answer.ok ? answer.result : broken(answer.message), () => letEnd(worker)),
    )
    worker.on('error', (error: NodeJS.ErrnoException) =>
      stop(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory : broken(error.message)),
    )
    worker.on('exit', (code) => stop(broken(`its thread ended by itself (exit code ${code})`)))
  })
}

function ended(budget: string, what: 'time' | 'memory'): CheckerResult {
  const summary = `Not decided: the check was ended at its ${budget}; --check-${what} raises it.`
  return { verdict: 'unknown', summary, checked: {}, details: null }
}

function broken(message: string): CheckerResult {
  return { verdict: 'broken', summary: `The check failed: ${message.replace(/\.?$/, '.')}`, checked: {}, details: null }
}

/** The compiled worker: a thread cannot run TypeScript on every Node that we support, so sources use the build. */
function entry(): URL {
  const fromSource = import.meta.url.endsWith('.ts')
  const url = new URL(fromSource ? '../../../dist/src/checkers/run/worker.js' : './worker.js', import.meta.url)
  if (existsSync(fileURLToPath(url))) return url
  const message = `The compiled worker for checkers, ${fileURLToPath(url)}, is missing.`
  throw new MurphyError('broken', message, { hint: 'Build first: npm run build.' })
}
