import type { RunData } from './data.ts'

/** A horizontal band of the chart, in CSS pixels. */
export interface Track {
  readonly name: 'axis' | 'found' | 'steps' | 'faults' | 'roles' | 'lag' | 'rate' | 'latency' | 'lanes'
  readonly label: string
  readonly top: number
  readonly height: number
}

export interface Layout {
  readonly tracks: readonly Track[]
  /** Where times begin: left of it stand the labels. */
  readonly gutter: number
  readonly height: number
  readonly laneHeight: number
  /** Row of each fault in its track, so that no two overlap. */
  readonly faultRows: readonly number[]
}

export const FAULT_ROW = 20
export const ROLE_ROW = 18
const GAP = 14

/** Which tracks a run has, and where; a run without samples, say, has no roles. */
export function layout(run: RunData, width: number): Layout {
  const faultRows = rows(run)
  const lanes = run.lanes.length
  const laneHeight = lanes <= 16 ? 18 : lanes <= 32 ? 12 : lanes <= 80 ? 8 : 4
  const wanted: [Track['name'], string, number][] = [
    ['axis', '', 24],
    ['found', 'Findings', run.found.length > 0 ? 16 : 0],
    ['steps', 'Steps', run.steps.length > 0 ? 16 : 0],
    ['faults', 'Faults', run.faults.length > 0 ? (Math.max(...faultRows) + 1) * FAULT_ROW : 0],
    ['roles', 'Roles', run.roles.length > 0 ? run.nodes.length * ROLE_ROW : 0],
    ['lag', 'Replication lag', run.lag.at.length > 0 ? 64 : 0],
    ['rate', 'Ops per second', run.ops.count > 0 ? 72 : 0],
    ['latency', 'Latency', run.ops.count > 0 ? 96 : 0],
    ['lanes', 'Clients', lanes * laneHeight],
  ]
  const tracks: Track[] = []
  let top = 0
  for (const [name, label, height] of wanted) {
    if (height === 0) continue
    tracks.push({ name, label, top, height })
    top += height + (name === 'axis' ? 6 : GAP)
  }
  return { tracks, gutter: width < 560 ? 66 : 104, height: top, laneHeight, faultRows }
}

/** First row in which a fault overlaps none before it. */
function rows(run: RunData): number[] {
  const ends: number[] = []
  return run.faults.map(({ began, ended }) => {
    const free = ends.findIndex((end) => end <= began)
    const row = free === -1 ? ends.length : free
    ends[row] = ended === -1 ? run.end : ended
    return row
  })
}

export function track(layout: Layout, name: Track['name']): Track | undefined {
  return layout.tracks.find((candidate) => candidate.name === name)
}
