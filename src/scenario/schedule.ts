import { existsSync, readFileSync } from 'node:fs'
import type { Schedule } from '../../nemesis/nemesis.ts'
import { faults, schedules } from '../../nemesis/registry.ts'
import { scripted } from '../../nemesis/schedules/scripted.ts'
import { readScript, type Script } from '../../nemesis/script.ts'
import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { defaults } from './defaults.ts'

/** The schedule that a scenario names, or its script as one. */
export function scheduleOf({ schedule, script }: { readonly schedule?: string; readonly script?: Script }): Schedule {
  const name = schedule ?? (script === undefined ? defaults.schedule : 'script')
  return script === undefined ? byName('schedule', schedules, name) : scripted(script, name, faults)
}

/** A script from a JSON file. Throws MurphyError `usage` with all that is wrong with it. */
export function loadScript(path: string): Script {
  if (!existsSync(path))
    throw new MurphyError('usage', `There is no schedule file ${path}.`, {
      hint: `Schedules with a name: ${schedules.map(({ name }) => name).join(', ')}.`,
    })
  let data: unknown
  try {
    data = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new MurphyError('usage', `${path} is not JSON: ${(error as Error).message}.`)
  }
  return readScript(
    data,
    path,
    faults.flatMap(({ fs }) => fs),
  )
}
