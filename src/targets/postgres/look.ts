import type { Monitor } from '../sql/monitor.ts'

/** What one node says of itself. */
export interface Look {
  readonly recovering: boolean
  /** How far its WAL goes that survives a crash of the node: received and flushed, or replayed from its own disk. */
  readonly lsn: bigint
  /** Of a standby: whether it receives WAL from its primary. */
  readonly streaming?: boolean
  /** How far its wall clock is ahead of ours, ms; as exact as half of the time that the answer took. */
  readonly clockOffsetMs?: number
}

export interface Position extends Look {
  readonly node: string
  /** The timeline of its newest WAL segment: it grows with every promotion that the node has followed. */
  readonly timeline: number
  /** How far it has replayed; on a primary, its end. */
  readonly replayed: bigint
}

/**
 * pg_last_wal_receive_lsn begins anew at a restart, pg_last_wal_replay_lsn is behind while WAL comes in: the greater one
 * counts (PostgreSQL 18 documentation, 9.28.4 Recovery Control Functions).
 */
const position = `case when pg_is_in_recovery()
  then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) else pg_current_wal_flush_lsn() end`

/** Who may not read all statistics sees that there is a WAL receiver, and no status (PostgreSQL 18, 27.2.6). */
const lookQuery = {
  name: 'look',
  text: `select pg_is_in_recovery() as recovering, ${position}::text as lsn,
    exists (select from pg_stat_wal_receiver where coalesce(status, 'streaming') = 'streaming') as streaming,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as clock`,
}

/** The names of WAL segments are 24 hexadecimal digits, the first 8 the timeline. */
const positionQuery = {
  name: 'position',
  text: `select pg_is_in_recovery() as recovering, ${position}::text as lsn,
    case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text end as replayed,
    (select max(left(name, 8)) from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$') as timeline`,
}

interface Row {
  readonly recovering: boolean
  readonly lsn: string | null
}

export async function look(monitor: Monitor, node: string, ms: number): Promise<Look> {
  const asked = performance.now()
  const row = await monitor.ask<Row & { streaming: boolean; clock: number }>(node, lookQuery, ms)
  const then = Date.now() - (performance.now() - asked) / 2
  return { ...fromRow(row), streaming: row.streaming, clockOffsetMs: Math.round(row.clock - then) }
}

export async function lookAtPosition(monitor: Monitor, node: string, ms: number): Promise<Position> {
  const row = await monitor.ask<Row & { timeline: string | null; replayed: string | null }>(node, positionQuery, ms)
  const { recovering, lsn } = fromRow(row)
  const replayed = row.replayed === null ? lsn : parseLsn(row.replayed)
  return { node, recovering, lsn, replayed, timeline: Number.parseInt(row.timeline ?? '0', 16) }
}

function fromRow({ recovering, lsn }: Row): Look {
  return { recovering, lsn: parseLsn(lsn ?? '0/0') }
}

/** `16/B374D848`: two hexadecimal numbers of 32 bits. */
export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase()
}
