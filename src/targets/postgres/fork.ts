import type { Monitor } from '../sql/monitor.ts'
import { lookAtPosition, parseLsn } from './look.ts'

const lookMs = 2000

/**
 * Whether a standby has replayed WAL that is not in its leader's past: it can never follow. A timeline's history file
 * lists from which timeline it branched off at which position, and so on back (PostgreSQL 18 documentation, 25.3.6
 * Timelines; src/backend/access/transam/xlogrecovery.c, rescanLatestTimeLine).
 */
export async function hasForked(monitor: Monitor, node: string, leader: string): Promise<boolean> {
  const [leading, standby] = await Promise.all([
    lookAtPosition(monitor, leader, lookMs),
    lookAtPosition(monitor, node, lookMs),
  ])
  if (standby.timeline === leading.timeline) return false
  const { history } = await monitor.ask<{ history: string }>(leader, historyQuery(leading.timeline), lookMs)
  const branch = branchPoint(history, standby.timeline)
  return branch === undefined || standby.replayed > branch
}

/** Where the history's timeline, or one of its ancestors, left `timeline`; undefined when that one is no ancestor. */
export function branchPoint(history: string, timeline: number): bigint | undefined {
  const lines = history.split('\n').map((line) => line.trim().split(/\s+/))
  const [, position] = lines.find(([ancestor]) => ancestor === String(timeline)) ?? []
  return position === undefined ? undefined : parseLsn(position)
}

function historyQuery(timeline: number) {
  const file = timeline.toString(16).toUpperCase().padStart(8, '0')
  return { text: `select pg_read_file('pg_wal/${file}.history') as history` }
}
