import { ints } from '../isolation/columns.ts'
import { components, cyclic } from '../isolation/components.ts'
import { findCycles } from '../isolation/cycles.ts'
import { EdgeList, PROCESS, REALTIME, RW, WR, WW } from '../isolation/edges.ts'
import { subgraph } from '../isolation/subgraph.ts'
import { processEdges, realtimeMoments } from '../isolation/time-order.ts'
import { opOf, type Paired } from '../isolation/txns.ts'
import type { Edge } from './edges.ts'
import type { CycleFound, Step } from './steps.ts'

const bits = { ww: WW, wr: WR, rw: RW, process: PROCESS, realtime: REALTIME } as const
const budget = { existence: 50_000_000, shortening: 2_000_000 }

export interface CyclesFound {
  readonly cycles: readonly CycleFound[]
  /** The budget ended before every kind of cycle had been looked for. */
  readonly undecided: boolean
}

/**
 * A shortest cycle of each type in each component. First without dependencies by predicate, then with all: only so is
 * it known whether predicates are needed (G2) or not (G2-item). `order` is PROCESS, REALTIME or 0.
 */
export function cycles(txns: Paired, edges: readonly Edge[], order: number): CyclesFound {
  const items = search(
    txns,
    edges.filter(({ step }) => !isPredicate(step)),
    order,
  )
  const all = search(txns, edges, order)
  const named = all.cycles.map(({ type, cycle }) => ({
    type: cycle.some(isPredicate) ? type.replace('-item', '') : type,
    cycle,
  }))
  const known = new Set(items.cycles.map(({ type }) => type))
  return {
    cycles: [...items.cycles, ...named.filter(({ type }) => !known.has(type))],
    undecided: items.undecided || all.undecided,
  }
}

export function isPredicate(step: Step): boolean {
  return step.kind === 'rw' && step.of === 'predicate'
}

function search(txns: Paired, edges: readonly Edge[], order: number): CyclesFound {
  const found: CycleFound[] = []
  const list = new EdgeList(txns.count)
  const steps = new Map<string, Step>()
  for (const { from, to, step } of edges) {
    list.add(from, to, bits[step.kind])
    const name = `${from} ${to} ${bits[step.kind]}`
    const known = steps.get(name)
    if (known === undefined || isPredicate(known)) steps.set(name, step)
  }
  if (order === REALTIME) realtimeMoments(txns, list)
  else if (order === PROCESS) processEdges(txns, list)
  const graph = list.toGraph()
  const place = ints(graph.nodes, -1)
  let undecided = false
  for (const part of cyclic(components(graph))) {
    const members = part.filter((node) => node < txns.count)
    if (members.length < 2) continue
    const local = findCycles(subgraph(txns, graph, part, order === REALTIME, place), order, budget)
    undecided ||= local.undecided.length > 0 || local.cycles.length === 0
    for (const { type, nodes, kinds } of local.cycles) {
      const all = nodes.map((node) => members[node] as number)
      const cycle = all.map((from, i): Step => {
        const to = all[(i + 1) % all.length] as number
        const known = steps.get(`${from} ${to} ${kinds[i]}`)
        const kind = kinds[i] === PROCESS ? 'process' : 'realtime'
        return known ?? { from: opOf(txns, from).index, to: opOf(txns, to).index, kind }
      })
      found.push({ type, cycle })
    }
  }
  return { cycles: found, undecided }
}
