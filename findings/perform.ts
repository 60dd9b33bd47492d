import { join } from 'node:path'
import type { Verdict } from '../src/op/verdict.ts'
import type { Outcome } from '../src/scenario/outcome.ts'
import type { OnProgress } from '../src/scenario/progress.ts'
import { runTest } from '../src/scenario/run-test.ts'
import { files } from '../src/store/folder.ts'
import type { Finding } from './finding.ts'

/** How a run stands to what its finding expects, and what that is as a verdict on the finding. */
export const standings = {
  'as expected': 'valid',
  otherwise: 'invalid',
  /** Out of evidence or of budget: a fault that was never seen to work on a machine that is too busy. */
  'nothing proven': 'unknown',
  broken: 'broken',
  /** This machine lacks what it takes: nothing was shown, and nothing refuted. */
  'not run': 'unknown',
  interrupted: 'unknown',
} as const satisfies Record<string, Verdict>

export type Standing = keyof typeof standings

/** One run of a finding. */
export interface Attempt {
  readonly standing: Standing
  readonly verdict: Verdict
  /** The checkers that had this verdict. */
  readonly by: readonly string[]
  /** What was seen, or why there is nothing to see, in one sentence. */
  readonly told: string
  /** From before the set-up until after the report. */
  readonly elapsedMs: number
  readonly report: string
}

export interface Result {
  readonly finding: Finding
  /** At least one. */
  readonly attempts: readonly Attempt[]
}

export interface PerformOptions {
  /** How often each is run; default once. One that cannot be run here is tried once. */
  readonly times?: number
  /** Folder that runs are kept in. */
  readonly store?: string
  /** Aborting ends the run in hand in order, and the rest is left out. */
  readonly signal?: AbortSignal
  /** Called before each run, `nth` counts from 1; gives the listener to its progress. */
  readonly onRun?: (finding: Finding, nth: number) => OnProgress
  readonly run?: typeof runTest
}

/** Runs findings one after another; the results come as they are ready. Rejects like `runTest`. */
export async function* perform(findings: readonly Finding[], options: PerformOptions = {}): AsyncGenerator<Result> {
  for (const finding of findings) {
    const attempts: Attempt[] = []
    while (attempts.length < (options.times ?? 1) && attempts.at(-1)?.standing !== 'not run') {
      if (options.signal?.aborted) break
      attempts.push(await attempt(finding, attempts.length + 1, options))
    }
    if (attempts.length > 0) yield { finding, attempts }
  }
}

async function attempt(finding: Finding, nth: number, options: PerformOptions): Promise<Attempt> {
  const { store, signal, onRun, run = runTest } = options
  const onProgress = onRun?.(finding, nth)
  const start = performance.now()
  const outcome = await run(
    { ...finding.scenario, ...(store !== undefined && { store }) },
    { ...(signal && { signal }), ...(onProgress && { onProgress }) },
  )
  const { verdict, sentence, broken, checkers } = outcome.results
  return {
    standing: standingOf(finding, outcome),
    verdict,
    by: Object.entries(checkers).flatMap(([name, result]) => (result.verdict === verdict ? [name] : [])),
    told: broken?.message ?? sentence,
    elapsedMs: performance.now() - start,
    report: join(outcome.folder, files.report),
  }
}

function standingOf({ expect }: Finding, { test, results }: Outcome): Standing {
  if (results.broken?.unavailable) return 'not run'
  if (results.verdict === 'broken') return 'broken'
  if (test.interrupted !== undefined) return 'interrupted'
  if (results.verdict === 'unknown') return 'nothing proven'
  const seen = results.verdict === expect.verdict && results.checkers[expect.by]?.verdict === expect.verdict
  return seen ? 'as expected' : 'otherwise'
}
