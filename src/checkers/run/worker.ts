import { parentPort, workerData } from 'node:worker_threads'
import { readHistory } from '../../history/read.ts'
import { readSamples } from '../../history/samples.ts'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import { verdicts } from '../../op/verdict.ts'
import type { Checker, CheckerResult } from '../checker.ts'
import { checkers } from '../registry.ts'
import type { Answer, RunInput, RunSpec } from './spec.ts'

/** The thread in which one checker runs: reads what is on disk, checks, answers once. */

const { spec, input } = workerData as { readonly spec: RunSpec; readonly input: RunInput }

check().then(
  (result) => answer({ ok: true, result }),
  (error: unknown) => answer({ ok: false, message: describe(error) }),
)

function answer(message: Answer): void {
  parentPort?.postMessage(message)
}

async function check(): Promise<CheckerResult> {
  const checker = await find(spec)
  const history = readHistory(input.historyPath).ops
  const samples = input.samplesPath === undefined ? [] : readSamples(input.samplesPath)
  const result = await checker.check({ history, samples, options: spec.options ?? {} })
  if (!verdicts.includes(result?.verdict)) throw new Error(`checker "${spec.name}" returned no verdict`)
  return result
}

async function find({ name, module }: RunSpec): Promise<Checker> {
  if (module === undefined) return byName('checker', checkers, name)
  return ((await import(module)) as { default: Checker }).default
}

function describe(error: unknown): string {
  if (error instanceof MurphyError) return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
  return error instanceof Error ? error.message : String(error)
}
