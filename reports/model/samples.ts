import type { Sample } from '../../src/history/samples.ts'
import type { EmbeddedRole, LagColumns } from '../embedded.ts'

const micros = (ns: number): number => Math.round(ns / 1000)

/** Runs of equal roles, node by node: a sample holds until the next one of its node, the last one until `end` (ns). */
export function roles(samples: readonly Sample[], nodes: readonly string[], end: number): EmbeddedRole[] {
  const out: EmbeddedRole[] = []
  nodes.forEach((name, node) => {
    let open: { node: number; role: Sample['role']; from: number; to: number } | undefined
    for (const sample of samples) {
      if (sample.node !== name) continue
      const at = micros(sample.time)
      if (open?.role === sample.role) continue
      if (open !== undefined) open.to = at
      open = { node, role: sample.role, from: at, to: micros(end) }
      out.push(open)
    }
  })
  return out
}

/** Lag of the standbys; a sample in the middle of three equal ones says nothing and is left out. */
export function lagColumns(samples: readonly Sample[], nodes: readonly string[]): LagColumns {
  const kept: { time: number; node: number; bytes: number }[] = []
  nodes.forEach((name, node) => {
    const mine = samples.filter((sample) => sample.node === name).map((sample) => ({ sample, bytes: lagOf(sample) }))
    mine.forEach(({ sample, bytes }, i) => {
      const before = mine[i - 1]?.bytes ?? -1
      const after = mine[i + 1]?.bytes
      if (bytes !== before || (bytes !== after && bytes !== -1)) kept.push({ time: micros(sample.time), node, bytes })
    })
  })
  kept.sort((a, b) => a.time - b.time)
  return {
    node: kept.map((point) => point.node),
    at: kept.map((point, i) => point.time - (kept[i - 1]?.time ?? 0)),
    bytes: kept.map((point) => point.bytes),
  }
}

/** A primary lags behind nobody: -1, as for a node that does not say. */
function lagOf({ role, lagBytes }: Sample): number {
  return role === 'primary' || role === 'down' ? -1 : (lagBytes ?? -1)
}
