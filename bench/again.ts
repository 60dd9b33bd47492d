import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { interruptible } from '../src/cli/interrupt.ts'
import { runTest } from '../src/scenario/run-test.ts'
import type { Scenario } from '../src/scenario/scenario.ts'
import type { TestFile } from '../src/store/run.ts'
import { leftBehind, marksOf } from './left-behind.ts'
import { fewestRuns, growing, type Usage } from './steady.ts'

/** Engines take a moment to let go of what a removed container was made of. */
const goneWithinMs = 5000

interface Run extends Usage {
  readonly verdict: string
  readonly ops: number
  /** From the start of set-up to the first op. */
  readonly setUpS: number
  /** Why the harness is to blame, where it is. */
  readonly broken: string | undefined
  /** How much the look from outside found while the cluster was up: what finds nothing then proves nothing later. */
  readonly seen: number
  readonly left: readonly string[]
}

/** What was wrong is kept here, runs that were all right are not. Compiled, this file is two folders below the root. */
const store = fileURLToPath(new URL('../../build/again', import.meta.url))

/**
 * Sets a target up, loads it and tears it down, `times` times in a row in this one process, and looks each time for what
 * is left: on the machine, from outside, and in the process itself. Prints a line for each time. Answers whether nothing
 * was left, nothing grows, and no run was broken.
 */
export async function again(scenario: Scenario, times: number): Promise<boolean> {
  const runs: Run[] = []
  await interruptible(async (signal) => {
    while (runs.length < times && !signal.aborted) {
      const run = await once({ ...scenario, store }, signal)
      if (signal.aborted) return
      runs.push(run)
      console.log(`${runs.length} of ${times}: ${JSON.stringify(run)}`)
    }
  })
  return tell(runs)
}

async function once(scenario: Scenario, signal: AbortSignal): Promise<Run> {
  const began = performance.now()
  const [setUp, marks]: [number[], string[]] = [[], []]
  let [path, seen] = ['', 0]
  const { folder, test, results, history } = await runTest(scenario, {
    signal,
    consent: async () => true,
    onProgress(event) {
      if (event.kind === 'started') path = event.folder
      if (event.kind !== 'phase') return
      if (event.phase === 'load') setUp.push(performance.now() - began)
      if (event.phase !== 'tear-down') return
      const runId = runIdOf(path)
      marks.push(...marksOf(runId))
      seen = leftBehind(runId, marks).length
    },
  })
  const left = await waitUntilGone(test.runId, marks)
  if (test.broken === undefined && left.length === 0) rmSync(folder, { recursive: true })
  return {
    verdict: results.verdict,
    ops: history.filter(({ type }) => type === 'invoke').length,
    setUpS: Math.round(setUp[0] ?? 0) / 1000,
    broken: test.broken && `${test.broken.phase}: ${test.broken.message}`,
    seen,
    left,
    ...(await usage()),
  }
}

const runIdOf = (folder: string) => (JSON.parse(readFileSync(join(folder, 'test.json'), 'utf8')) as TestFile).runId

async function waitUntilGone(runId: string, marks: readonly string[]): Promise<string[]> {
  const until = performance.now() + goneWithinMs
  for (;;) {
    const left = leftBehind(runId, marks)
    if (left.length === 0 || performance.now() > until) return left
    await sleep(250)
  }
}

async function usage(): Promise<Usage> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // What a finalizer lets go of is there for the second round only.
  for (let round = 0; round < 2; round++) {
    collect()
    await sleep(50)
  }
  const { rss, heapUsed } = process.memoryUsage()
  return {
    memoryMb: Math.round(rss / 1e6),
    heapMb: Math.round(heapUsed / 1e4) / 100,
    files: readdirSync('/proc/self/fd').length,
    resources: process.getActiveResourcesInfo().length,
  }
}

function tell(runs: readonly Run[]): boolean {
  const shown = [...new Set([1, Math.ceil(runs.length / 2), runs.length])]
  console.table(
    Object.fromEntries(
      shown.flatMap((nth) => {
        const run = runs[nth - 1]
        if (run === undefined) return []
        const { verdict, ops, setUpS, memoryMb, heapMb, files, resources, seen, left } = run
        const own = { 'memory, MB': memoryMb, 'heap, MB': heapMb, 'open files': files, 'active resources': resources }
        return [
          [`time ${nth}`, { verdict, ops, 'set-up, s': setUpS, ...own, 'seen while up': seen, left: left.length }],
        ]
      }),
    ),
  )
  const grows = growing(runs)
  const wrong = [
    ...runs.flatMap(({ broken }, i) => (broken === undefined ? [] : [`time ${i + 1} broken in ${broken}`])),
    ...runs.flatMap(({ left }, i) => left.map((thing) => `time ${i + 1} left: ${thing}`)),
    ...grows.map((what) => `${what} grows from time to time: ${runs.map((run) => run[what]).join(' ')}`),
  ]
  for (const line of wrong) console.log(line)
  const steady = runs.length < fewestRuns ? `too few times to say what grows (${fewestRuns})` : 'nothing grows'
  if (wrong.length === 0) console.log(`${runs.length} times in a row: nothing left, ${steady}, none broken`)
  return wrong.length === 0
}
