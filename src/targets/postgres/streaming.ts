import type { Context } from './context.ts'

const lookMs = 1000

/** A standby as the node that it streams from sees it. */
export interface Follower {
  readonly name: string
  /** What it has flushed; null before its first report. */
  readonly lsn: string | null
  readonly syncState: string
}

/** The standbys that stream from a node. Only walreceivers bear a node's name. */
export async function followers(
  { monitor }: Pick<Context, 'monitor'>,
  leader: string,
  ms: number,
): Promise<Follower[]> {
  const { standbys } = await monitor.ask<{ standbys: Follower[] | null }>(leader, followersQuery, ms)
  return standbys ?? []
}

const followersQuery = {
  name: 'followers',
  text: `select json_agg(json_build_object('name', application_name, 'lsn', flush_lsn::text, 'syncState', sync_state))
    as standbys from pg_stat_replication where state = 'streaming'`,
}

/**
 * The leader sees the standby stream, and on its own timeline: one that has forked off is given the common past of the
 * two as well, and looks for that moment like any other.
 */
export async function follows(context: Context, node: string, leader: string): Promise<boolean> {
  const { monitor } = context
  const [seen, leading, receiving] = await Promise.all([
    followers(context, leader, lookMs),
    monitor.ask<{ timeline: number }>(leader, leadingQuery, lookMs),
    monitor.ask<{ timeline: number | null }>(node, receivingQuery, lookMs),
  ])
  const sameTimeline = receiving.timeline === leading.timeline
  return sameTimeline && seen.some(({ name }) => name === node)
}

/** The first 8 hexadecimal digits of a WAL file's name are its timeline. */
const leadingQuery = {
  name: 'leading',
  text: `select ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline`,
}

const receivingQuery = {
  name: 'receiving',
  text: "select (select received_tli from pg_stat_wal_receiver where status = 'streaming') as timeline",
}
