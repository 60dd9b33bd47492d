import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MurphyError } from '../op/failure.ts'
import { files } from '../store/folder.ts'
import { readJson } from '../store/json-file.ts'
import type { ResultsFile, TestFile } from '../store/run.ts'

/** `test.json` of a run's folder. Throws MurphyError `usage` for one that Murphy has not written. */
export function readTest(folder: string): TestFile {
  const path = join(folder, files.test)
  const test = readJson<TestFile>(path, 1)
  need(path, test, {
    runId: 'string',
    name: 'string',
    startedAt: 'string',
    command: 'string',
    seed: 'number',
    target: 'string',
    setting: 'string',
    claims: 'array',
    workload: 'string',
    backend: 'string',
    faults: 'array',
    nodes: 'array',
    options: 'object',
    versions: 'object',
    checkers: 'array',
  })
  return test
}

/** `results.json` of a run's folder. Throws MurphyError `usage` where the run has not been judged. */
export function readResults(folder: string): ResultsFile {
  const path = join(folder, files.results)
  if (!existsSync(path))
    throw new MurphyError('usage', `The run ${folder} has not been judged: it has no ${files.results}.`, {
      hint: `Judge it first: murphy analyze ${folder}`,
    })
  const results = readJson<ResultsFile>(path, 1)
  need(path, results, { verdict: 'string', sentence: 'string', checkers: 'object', history: 'object' })
  return results
}

type Kind = 'string' | 'number' | 'array' | 'object'

function need(path: string, value: object, kinds: Readonly<Record<string, Kind>>): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const found: unknown = (value as Readonly<Record<string, unknown>>)[name]
    if (found !== null && found !== undefined && kindOf(found) === kind) continue
    throw new MurphyError('usage', `${path} has no ${kind} "${name}"; Murphy has not written it.`, {
      hint: '`murphy check FILE` judges a bare history.',
    })
  }
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}
