import { byName } from '../../op/names.ts'
import type { CheckerResult } from '../checker.ts'
import { checkers } from '../registry.ts'
import { runInWorker } from './in-worker.ts'
import type { RunInput, RunSpec } from './spec.ts'

const atOnce = 2

/**
 * Runs checkers on what is on disk, each in a thread of its own under its budget, two at a time. Never rejects for what
 * a checker does: past its budget it is ended and `unknown`, and what it throws makes it `broken`. Throws MurphyError
 * `usage` before any begins where a name is unknown.
 */
export async function runCheckers(
  specs: readonly RunSpec[],
  input: RunInput,
): Promise<Readonly<Record<string, CheckerResult>>> {
  for (const { name, module } of specs) if (module === undefined) byName('checker', checkers, name)
  const results = new Map<RunSpec, CheckerResult | 'crowded'>()
  const run = async (queue: RunSpec[]) => {
    for (let spec = queue.shift(); spec !== undefined; spec = queue.shift())
      results.set(spec, await runInWorker(spec, input))
  }
  const queue = [...specs]
  await Promise.all(Array.from({ length: atOnce }, () => run(queue)))
  await run(specs.filter((spec) => results.get(spec) === 'crowded')) // alone, none is crowded
  return Object.fromEntries(specs.map((spec) => [spec.name, results.get(spec) as CheckerResult]))
}
