import type { Nanos } from '../../src/op/op.ts'
import { duration, list, lookUp } from '../text.ts'
import type { FaultSpan } from './faults.ts'
import type { Step } from './story.ts'

/** What became of a node after it acknowledged a write. */
export interface Fate {
  /** What it was suffering at that moment: `cut off from its standbys`. */
  readonly during?: string
  /** What followed, in order; `who` is the node itself or the one that took over. */
  readonly later: readonly { readonly who: string; readonly what: string; readonly after: Nanos }[]
}

/** As many consequences as a reader can bear. */
const MOST = 3

const states: Readonly<Record<string, string>> = {
  partition: 'cut off',
  replication: 'cut off from its standbys',
  pause: 'paused',
  kill: 'being killed',
}

const faults: Readonly<Record<string, string>> = { ...states, kill: 'killed' }

const deeds: Readonly<Record<string, string>> = {
  fence: 'fenced',
  restart: 'started again',
  rejoin: 'rejoined to the new primary',
  rewind: 'rewound',
  demote: 'demoted',
}

/** The faults that `node` was under at `at`, then the next thing of each kind that was done to it or in its place. */
export function fate(node: string, at: Nanos, spans: readonly FaultSpan[], steps: readonly Step[]): Fate {
  const under = spans.filter(({ nodes, began, ended = Infinity }) => nodes.includes(node) && began <= at && ended > at)
  const during = list([...new Set(under.map(({ fault }) => lookUp(states, fault) ?? `under ${fault}`))])
  const later: { who: string; what: string; after: Nanos }[] = []
  for (const step of steps) {
    if (step.time <= at) continue
    const deed = done(step, node)
    if (deed === undefined || later.some(({ who, what }) => who === deed.who && what === deed.what)) continue
    // Fencing the dead changes nothing.
    if (deed.what === deeds.fence && later.some(({ who, what }) => who === node && what === faults.kill)) continue
    later.push({ ...deed, after: step.time - at })
    if (later.length >= MOST) break
  }
  return during === '' ? { later } : { during, later }
}

/** What a step did to `node` or in its place; undefined: nothing. */
function done({ name, kind, nodes }: Step, node: string): { who: string; what: string } | undefined {
  const [subject] = nodes
  if (/^(promote|failover$)/.test(name)) {
    return subject === undefined || subject === node ? undefined : { who: subject, what: 'promoted' }
  }
  if (!nodes.includes(node) || kind === 'trouble') return undefined
  if (kind === 'heal') return name === 'kill' ? { who: node, what: 'started again' } : undefined
  if (kind === 'fault') return { who: node, what: lookUp(faults, name) ?? `put under ${name}` }
  const what = subject === node ? lookUp(deeds, name) : undefined
  return what === undefined ? undefined : { who: node, what }
}

/** The parts of a table cell: `cut off from its standbys`, `killed after 171 ms`, `n2 promoted after 1.17 s`. */
export function fateParts({ during, later }: Fate, node: string): string[] {
  const parts = later.map(({ who, what, after }) => `${who === node ? '' : `${who} `}${what} after ${duration(after)}`)
  return during === undefined ? parts : [during, ...parts]
}
