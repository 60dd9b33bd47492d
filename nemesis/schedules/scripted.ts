import { healing } from '../healing.ts'
import type { Fault, Schedule } from '../nemesis.ts'
import { type Script, timeOf } from '../script.ts'
import { type Step, timeline } from '../timeline.ts'
import { waitUntilF } from '../wait-until.ts'

const waitMs = 10_000

/** A script as a schedule. `faults` are those that there are: it uses the ones that answer to its steps. */
export function scripted(script: Script, name: string, faults: readonly Fault[]): Schedule {
  const used = faults.filter(({ fs }) => script.steps.some(({ f }) => fs.includes(f)))
  const steps = stepsOf(script)
  const byStep = script.steps.some(({ f }) => f === 'failover')
  return {
    name,
    about: script.about ?? `${script.steps.length} steps`,
    faults: used.map((fault) => fault.name),
    ...(script.expects === undefined ? {} : { expects: script.expects }),
    failover: script.failover ?? (byStep ? 'by-step' : 'by-itself'),
    generator: () => ({
      during: timeline(steps, `nemesis: ${steps.length} steps of ${name}`),
      final: timeline(healing(used.flatMap((fault) => fault.heals?.() ?? [fault.stop()])), 'nemesis: healing'),
    }),
  }
}

function stepsOf({ steps }: Script): Step[] {
  let before = 0
  return steps.flatMap(({ at, after = 0, afterOps, when, within, f, value = null }) => {
    before = at === undefined ? before + timeOf(after) : timeOf(at)
    const due = { at: before, ...(afterOps === undefined ? {} : { afterOps }) }
    const step = { ...due, f, value }
    if (when === undefined) return [step]
    const withinMs = within === undefined ? waitMs : timeOf(within) / 1e6
    return [{ ...due, f: waitUntilF, value: { condition: when, withinMs } }, step]
  })
}
