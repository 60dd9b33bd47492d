import type { SemiSync } from '../replication/settings.ts'
import { type Rows, variables } from './rows.ts'

/** Longer than any run: from here on a time-out counts as none. */
const endlessMs = 3_600_000

/**
 * What of semi-synchronous replication is not in force on a primary, as a part of a sentence. MySQL says `source`, older
 * ones of it and MariaDB `master`.
 */
export async function semiSyncProblem(rows: Rows, { timeoutMs, waitPoint }: SemiSync): Promise<string | undefined> {
  const said = await variables(rows, 'rpl_semi_sync')
  const status = await variables(rows, 'rpl_semi_sync', 'status')
  const [name = ''] = [...said.keys()].filter((each) => /_(source|master)_enabled$/.test(each))
  const prefix = name.replace(/_enabled$/, '')
  const of = (which: string) => `${prefix}_${which}`
  if (said.get(name) !== 'ON') return 'semi-synchronous replication is not enabled (rpl_semi_sync_…_enabled)'
  if (status.get(of('status')) !== 'ON') return `no replica that confirms is connected (${of('status')} is not ON)`
  if (said.get(of('wait_point')) !== waitPoint) return `${of('wait_point')} is ${said.get(of('wait_point'))}`
  const timeout = Number(said.get(of('timeout')))
  if (timeoutMs >= endlessMs && timeout < endlessMs)
    return `${of('timeout')} is ${timeout} ms, after which it goes on without a replica (from an hour on it counts as endless)`
  return undefined
}
