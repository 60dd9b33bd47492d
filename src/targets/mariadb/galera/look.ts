import type { Monitor } from '../../sql/monitor.ts'

/** What a member says of itself. */
export interface Look {
  /** It belongs to the primary component and takes statements. */
  readonly serves: boolean
  /** Members that it sees, itself included. */
  readonly members: number
  /** The number of the last write set that it has committed; grows alike on all members. */
  readonly committed: number
  /** How far its wall clock is ahead of ours, ms; as exact as half of the time that the answer took. */
  readonly clockOffsetMs: number
}

/** A member that has lost its cluster must not keep the harness waiting. */
export const lookFirst = 'set session wsrep_sync_wait = 0'

type Row = Readonly<Record<'status' | 'ready' | 'size' | 'committed', string>> & { readonly clock: number }

/** Galera's status, which a member that has lost its cluster still tells (MariaDB documentation, Galera Cluster Status Variables). */
const statusQuery = {
  text: `select ${of('wsrep_cluster_status')} as status, ${of('wsrep_ready')} as ready,
    ${of('wsrep_cluster_size')} as size, ${of('wsrep_last_committed')} as committed,
    cast(unix_timestamp(sysdate(6)) * 1000 as double) as clock
    from information_schema.global_status
    where variable_name in ('wsrep_cluster_status', 'wsrep_ready', 'wsrep_cluster_size', 'wsrep_last_committed')`,
}

function of(name: string): string {
  return `max(if(variable_name = '${name}', variable_value, null))`
}

/** Rejects when there is no answer within `ms`. */
export async function look(monitor: Monitor, node: string, ms: number): Promise<Look> {
  const asked = performance.now()
  const { status, ready, size, committed, clock } = await monitor.ask<Row>(node, statusQuery, ms)
  const then = Date.now() - (performance.now() - asked) / 2
  return {
    serves: status === 'Primary' && ready === 'ON',
    members: Number(size),
    committed: Number(committed),
    clockOffsetMs: Math.round(clock - then),
  }
}
