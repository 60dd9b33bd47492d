import { join } from 'node:path'
import { faults } from '../../nemesis/registry.ts'
import type { Script } from '../../nemesis/script.ts'
import { pair } from '../history/pair.ts'
import { MurphyError } from '../op/failure.ts'
import type { Op } from '../op/op.ts'
import { SECOND } from '../op/time.ts'
import { files } from '../store/folder.ts'
import { readRecorded } from './recorded.ts'
import type { Scenario } from './scenario.ts'
import { scheduleOf } from './schedule.ts'
import { readTest } from './stored.ts'

/**
 * The scenario that repeats a recorded run: its seed gives the same client ops, and each fault strikes again where it
 * struck then, counted in client ops. What the database makes of it may differ; what is done to it does not.
 */
export function replayOf(folder: string): Scenario {
  const { options } = readTest(folder)
  const { faults: _, ...same } = options as unknown as Scenario
  return { ...same, schedule: folder, script: recordedScript(folder) }
}

/** The faults of a recorded run as a script. Throws MurphyError `usage` where it had none. */
export function recordedScript(folder: string): Script {
  const { options } = readTest(folder)
  const { ops } = readRecorded(join(folder, files.history))
  const steps = stepsOf(ops)
  if (steps.length === 0)
    throw new MurphyError('usage', `The run ${folder} has no faults that could be repeated.`, {
      hint: `Its command runs it again: it is in ${join(folder, files.test)}.`,
    })
  const { failover = 'by-itself' } = scheduleOf(options as unknown as Scenario)
  return { about: `the faults of ${folder}, each after as many client ops as then`, failover, steps }
}

function stepsOf(ops: readonly Op[]): Script['steps'] {
  const known = new Set(faults.flatMap(({ fs }) => fs))
  // What the failover manager notes by itself is no invocation.
  const struck = new Set(
    pair(ops)
      .filter(({ invoke, complete }) => invoke.process === 'nemesis' && complete !== undefined && known.has(invoke.f))
      .map(({ invoke }) => invoke.index),
  )
  const start = ops[0]?.time ?? 0
  let asked = 0
  return ops.flatMap(({ index, type, f, value, time }) => {
    if (type === 'invoke') asked++
    return struck.has(index) ? [{ at: (time - start) / SECOND, afterOps: asked, f, value }] : []
  })
}
