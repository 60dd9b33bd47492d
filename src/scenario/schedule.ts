import type { Schedule } from '../../nemesis/nemesis.ts'
import { faults, schedules } from '../../nemesis/registry.ts'
import { scripted } from '../../nemesis/schedules/scripted.ts'
import { readScript, type Script } from '../../nemesis/script.ts'
import { byName } from '../op/names.ts'
import { readJsonInput } from '../store/json-input.ts'
import { defaults } from './defaults.ts'

/** The schedule that a scenario names, or its script as one. */
export function scheduleOf({ schedule, script }: { readonly schedule?: string; readonly script?: Script }): Schedule {
  const name = schedule ?? (script === undefined ? defaults.schedule : 'script')
  return script === undefined ? byName('schedule', schedules, name) : scripted(script, name, faults)
}

/** A script from a JSON file. Throws MurphyError `usage` with all that is wrong with it. */
export function loadScript(path: string): Script {
  const data = readJsonInput(
    'schedule',
    path,
    `Schedules with a name: ${schedules.map(({ name }) => name).join(', ')}.`,
  )
  return readScript(
    data,
    path,
    faults.flatMap(({ fs }) => fs),
  )
}
