import type { Monitor } from '../../sql/monitor.ts'
import { GtidSet } from '../replication/gtid.ts'

/** What a member says of itself, and of the group as it sees it. */
export interface Look {
  readonly id: string
  readonly state: 'ONLINE' | 'RECOVERING' | 'OFFLINE' | 'ERROR' | 'UNREACHABLE'
  readonly primary: boolean
  /** It reaches more than half of the members that it knows. One that does not goes on saying what it said before. */
  readonly quorate: boolean
  readonly applied: GtidSet
  /** What it has on its disk, applied or not (MySQL 9.4 manual, 20.5.2 Restarting a Group). */
  readonly received: GtidSet
  /** The members that it knows, by their `id`: one that died is among them until it is expelled. */
  readonly knows: readonly string[]
  /** Its wall clock, ms since 1970. */
  readonly clock: number
}

/** Looks at each member, and keeps nobody waiting for a group: they are made at EVENTUAL (see `monitorOf`). */
export const lookFirst = "set session group_replication_consistency = 'EVENTUAL'"

const lookQuery = `select @@server_uuid as id, @@global.gtid_executed as applied,
    (select received_transaction_set from performance_schema.replication_connection_status
      where channel_name = 'group_replication_applier') as received,
    unix_timestamp(sysdate(6)) * 1000 as clock,
    max(if(member_id = @@server_uuid, member_state, null)) as state,
    max(if(member_id = @@server_uuid, member_role, null)) as role,
    count(*) as members, group_concat(member_id) as known, sum(member_state = 'UNREACHABLE') as unreachable
  from performance_schema.replication_group_members`

interface Row {
  readonly id: string
  readonly applied: string
  readonly received: string | null
  readonly clock: string
  readonly state: Look['state'] | null
  readonly role: string | null
  readonly members: number
  readonly known: string | null
  readonly unreachable: string | null
}

export async function lookAt(monitor: Monitor, node: string, ms: number): Promise<Look> {
  const row = await monitor.ask<Row>(node, { text: lookQuery }, ms)
  const applied = GtidSet.parse(row.applied)
  return {
    id: row.id,
    state: row.state ?? 'OFFLINE',
    primary: row.role === 'PRIMARY',
    quorate: Number(row.unreachable ?? 0) * 2 < row.members,
    applied,
    received: applied.with(GtidSet.parse(row.received ?? '')),
    knows: row.known?.split(',') ?? [],
    clock: Number(row.clock),
  }
}

/** Whether a member takes part: it serves, or will when it has caught up. */
export function takesPart({ state, quorate }: Look): boolean {
  return (state === 'ONLINE' || state === 'RECOVERING') && quorate
}

/** Whether it leads, as a router would find it: one that is cut off from the majority says so, too, and is not believed. */
export function leads(look: Look): boolean {
  return look.state === 'ONLINE' && look.primary && look.quorate
}
