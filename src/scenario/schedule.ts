import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Schedule } from '../../nemesis/nemesis.ts'
import { faults, schedules } from '../../nemesis/registry.ts'
import { scripted } from '../../nemesis/schedules/scripted.ts'
import { readScript, type Script } from '../../nemesis/script.ts'
import { byName } from '../op/names.ts'
import { writeJson } from '../store/json-file.ts'
import { readJsonInput } from '../store/json-input.ts'
import { defaults } from './defaults.ts'

/** The schedule that a scenario names, or its script as one. */
export function scheduleOf({ schedule, script }: { readonly schedule?: string; readonly script?: Script }): Schedule {
  const name = schedule ?? (script === undefined ? defaults.schedule : 'script.json')
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

/** A script that stands in no file is kept in the run's folder, where the command that runs it again finds it. */
export function keepScript<S extends { schedule: string; script?: Script }>(scenario: Readonly<S>, folder: string): S {
  const { script, schedule } = scenario
  if (script === undefined || !schedule.endsWith('.json') || holds(schedule, script)) return scenario
  const path = join(folder, basename(schedule))
  writeJson(path, script)
  return { ...scenario, schedule: path }
}

function holds(path: string, script: Script): boolean {
  try {
    return isDeepStrictEqual(readJsonInput('schedule', path), script)
  } catch {
    return false
  }
}
