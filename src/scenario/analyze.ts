import { join } from 'node:path'
import type { CheckerResult } from '../checkers/checker.ts'
import { runCheckers } from '../checkers/run/run.ts'
import { readSamples } from '../history/samples.ts'
import { worst } from '../op/verdict.ts'
import { files } from '../store/folder.ts'
import { writeJson } from '../store/json-file.ts'
import type { ResultsFile, StoredRun } from '../store/run.ts'
import { within } from './limits.ts'
import { readRecorded } from './recorded.ts'
import { writeReports } from './reports.ts'
import { sentence } from './sentence.ts'
import { readTest } from './stored.ts'
import { version } from './version.ts'

export interface AnalyzeOptions {
  /** Budget for each checker; seconds and megabytes. */
  readonly checkTime?: number
  readonly checkMemory?: number
}

/**
 * Judges a run from what is on disk, and writes results and reports beside it. Needs no database and no memory of the
 * run: a history cut by a crash is judged as far as it goes.
 */
export async function analyze(folder: string, options: AnalyzeOptions = {}): Promise<StoredRun> {
  const test = readTest(folder)
  const historyPath = join(folder, files.history)
  const samplesPath = join(folder, files.samples)
  const history = readRecorded(historyPath)
  const specs = test.checkers.map((spec) => ({
    ...spec,
    ...(options.checkTime === undefined ? {} : { timeoutMs: within('check-time', options.checkTime) * 1000 }),
    ...(options.checkMemory === undefined ? {} : { memoryMb: within('check-memory', options.checkMemory) }),
  }))
  const checkers: Record<string, CheckerResult> =
    history.ops.length === 0 ? {} : { ...(await runCheckers(specs, { historyPath, samplesPath })) }
  const killed =
    test.endedAt === undefined ? 'The run has no end: its controller was killed before it could finish.' : undefined
  const early = test.interrupted ?? killed
  const unproven = early ?? (history.ops.length === 0 ? 'No op was recorded.' : undefined)
  if (unproven !== undefined && test.broken === undefined) checkers.run = nothingProven(unproven, history.ops.length)

  const broken = test.broken
  const verdict = broken === undefined ? worst(Object.values(checkers).map((result) => result.verdict)) : 'broken'
  const results: ResultsFile = {
    schema: 1,
    runId: test.runId,
    verdict,
    sentence: sentence(test, verdict, checkers, broken),
    checkers,
    ...(broken === undefined ? {} : { broken }),
    history: {
      ops: history.ops.length,
      complete: early === undefined && history.note === undefined,
      ...(history.note === undefined ? {} : { note: history.note }),
    },
    analyzedAt: new Date().toISOString(),
    murphy: version,
  }
  writeJson(join(folder, files.results), results)
  const run: StoredRun = { folder, test, results, history: history.ops, samples: readSamples(samplesPath) }
  await writeReports(run)
  return run
}

/** The run's own word, beside those of the checkers: what ended early cannot be green. */
function nothingProven(summary: string, ops: number): CheckerResult {
  return { verdict: 'unknown', summary, checked: { ops }, details: null }
}
