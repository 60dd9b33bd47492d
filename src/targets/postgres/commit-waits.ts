import type { Monitor } from '../sql/monitor.ts'
import type { CommitWaits } from '../target.ts'

const askMs = 2000

/**
 * Sessions that wait for a standby to have their commit (PostgreSQL 18 documentation, 27.2.3: wait event SyncRep). A
 * cancel ends the wait and not the commit: the server says OK, and by a warning that the transaction "might not have been
 * replicated" (src/backend/replication/syncrep.c, SyncRepWaitForLSN).
 */
export function commitWaits(monitor: Monitor, primary: () => string): CommitWaits {
  const ask = async (text: string, values: unknown[] = []) => {
    const { waits } = await monitor.ask<{ waits: string[] | null }>(primary(), { text, values }, askMs)
    return waits ?? []
  }
  return {
    list: () => ask(`select json_agg(${name}) as waits ${waiting}`),
    async cancel(waits) {
      await ask(`select json_agg(pg_cancel_backend(pid)) as waits ${waiting} and ${name} = any($1::text[])`, [waits])
    },
  }
}

/** A session waits for one commit at a time. */
const name = "pid || '@' || extract(epoch from xact_start)"

const waiting = "from pg_stat_activity where wait_event = 'SyncRep' and application_name = 'murphy'"
