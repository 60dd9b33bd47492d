import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { targets } from '../targets/registry.ts'
import type { Access } from '../targets/target.ts'
import type { Hooks } from './hooks.ts'
import type { ResolvedScenario, Scenario } from './scenario.ts'
import { readServers } from './servers.ts'

/**
 * The way to the servers that a scenario names, once they have been looked at and may be written to; undefined where
 * Murphy makes its own. Passwords are in the scenario as it was given, never in the resolved one. Rejects before
 * anything is started.
 */
export async function admit(scenario: ResolvedScenario, given: Scenario, hooks: Hooks): Promise<Access | undefined> {
  if (given.servers === undefined) return undefined
  const target = byName('target', targets, scenario.target)
  const access = { servers: readServers(given.servers, target), secret: hooks.secret ?? environment }
  const found = (await target.existing?.inspect(access, scenario.setting)) ?? []
  if (found.length === 0) return access
  const what = target.existing?.holds ?? 'table'
  const told = `The database is not empty: it has ${found.length === 1 ? `the ${what}` : `${found.length} ${what}s, such as`} ${found[0]}.`
  if (await hooks.consent?.(told, hooks.signal)) return access
  throw new MurphyError('usage', `${told} Nobody has agreed to a test on it.`, {
    hint: 'Murphy writes to a space of its own only, but loads the servers and disturbs their connections. Agree with --yes, or give it a database of its own.',
  })
}

export const environment = (name: string): string | undefined => process.env[name] || undefined
