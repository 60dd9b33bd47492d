import type { Sample } from './samples.ts'

/** One look at every node. */
export type Look = readonly Omit<Sample, 'time'>[]

/** What a cluster looks like when nothing is wrong with it. */
export interface Shape {
  readonly nodes: readonly string[]
  /** How many nodes lead: one, or all where any node takes writes. */
  readonly primaries: number
}

export function shapeOf(look: Look): Shape {
  return { nodes: look.map(({ node }) => node), primaries: look.filter(({ role }) => role === 'primary').length }
}

/** Whether every node answers, as many lead as should, and all others get what those write. */
export function isWhole(look: Look, { nodes, primaries }: Shape): boolean {
  const seen = look.filter((each) => nodes.includes(each.node))
  return (
    seen.length === nodes.length &&
    seen.every(isUp) &&
    seen.every(({ role, following }) => role === 'primary' || following !== false) &&
    seen.filter(({ role }) => role === 'primary').length === primaries
  )
}

export function isUp({ role }: Pick<Sample, 'role'>): boolean {
  return role === 'primary' || role === 'standby'
}

/** Samples by the moment at which they were taken, in order. */
export function looksOf(samples: readonly Sample[]): { readonly time: number; readonly nodes: readonly Sample[] }[] {
  const looks: { time: number; nodes: Sample[] }[] = []
  for (const sample of samples) {
    const last = looks.at(-1)
    if (last?.time === sample.time) last.nodes.push(sample)
    else looks.push({ time: sample.time, nodes: [sample] })
  }
  return looks
}
