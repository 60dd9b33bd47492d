import { components, cyclic } from './components.ts'
import { EdgeList, type Graph, PROCESS, REALTIME, RW, WR, WW } from './edges.ts'
import { withImplied } from './models.ts'
import { Paths, Work } from './paths.ts'

/** A cycle of one component: `nodes[i]` comes before `nodes[i + 1]`, the last one before the first, by `kinds[i]`. */
export interface Cycle {
  readonly type: string
  readonly nodes: readonly number[]
  /** One bit each: the dependency that the type rests on. */
  readonly kinds: readonly number[]
}

export interface CycleSearch {
  readonly cycles: readonly Cycle[]
  /** Types whose search the budget ended: there may be one. */
  readonly undecided: readonly string[]
}

/** Edges looked at: to find out whether a cycle of one kind exists at all, and then to find a shorter one. */
export interface CycleBudget {
  readonly existence: number
  readonly shortening: number
}

/**
 * A shortest cycle of each type in a strongly connected component, the worst types first; a type that a found one
 * implies is not looked for (G0 is a G1c, G-single is a G-nonadjacent, each is a -process and a -realtime). An edge
 * of several kinds counts as the worst one: ww, wr, the order in time, rw. `order` is PROCESS, REALTIME or 0.
 *
 * G0, G1c, G-nonadjacent and G2 are decided in linear time (a cycle exists where a component of the edges in question
 * has several members; for nonadjacent of pairs of a node and "the last edge was rw", after Cerone & Gotsman 2016).
 * Only G-single has to try each rw edge for a way back, which is what `budget.existence` bounds.
 */
export function findCycles(graph: Graph, order: number, budget: CycleBudget): CycleSearch {
  const cycles: Cycle[] = []
  const undecided: string[] = []
  const known = new Set<string>()
  const paths = new Paths(graph)
  for (const extra of order === 0 ? [0] : [0, order]) {
    const suffix = extra === 0 ? '' : extra === PROCESS ? '-process' : '-realtime'
    const search = (kind: string, allowed: number, find: Search) => {
      if (known.has(`${kind}${suffix}`)) return
      const nodes = find(graph, paths, allowed | extra, budget)
      if (nodes === 'undecided') undecided.push(`${kind}${suffix}`)
      else if (nodes) {
        const cycle = collapsed(labelled(graph, nodes, allowed | extra, suffix))
        if (known.has(cycle.type)) return
        cycles.push(cycle)
        for (const type of withImplied([cycle.type])) known.add(type)
      }
    }
    search('G0', WW, shortest)
    search('G1c', WW | WR, shortest)
    search('G-single-item', WW | WR, single)
    search('G-nonadjacent-item', WW | WR, nonadjacent)
    search('G2-item', WW | WR, withRw)
  }
  return { cycles, undecided }
}

type Search = (graph: Graph, paths: Paths, kinds: number, budget: CycleBudget) => number[] | 'undecided' | undefined

/** A shortest cycle over edges of these kinds. */
function shortest(graph: Graph, paths: Paths, kinds: number, budget: CycleBudget): number[] | undefined {
  const parts = components(graph, kinds)
  let best: number[] | undefined
  const work = new Work(budget.shortening)
  for (const members of cyclic(parts)) {
    const part = parts.of[members[0]!]!
    for (const node of members) {
      const more = best ? work : new Work(Number.POSITIVE_INFINITY)
      const found = paths.find(node, node, kinds, best?.length ?? graph.nodes + 1, more, (n) => parts.of[n] === part)
      if (found) best = found.slice(1)
      if (best && (best.length === 2 || work.spent)) return best
    }
  }
  return best
}

/** A shortest cycle of one rw edge and others of `kinds`. */
function single(graph: Graph, paths: Paths, kinds: number, budget: CycleBudget): number[] | 'undecided' | undefined {
  const { of } = components(graph, kinds)
  let work = new Work(budget.existence)
  let best: number[] | undefined
  for (const [from, to] of rwOnly(graph, kinds)) {
    // Components are numbered backwards: nothing below the goal's number leads to it.
    const goal = of[from]!
    if (of[to]! < goal) continue
    const found = paths.find(to, from, kinds, best ? best.length - 1 : graph.nodes + 1, work, (n) => of[n]! >= goal)
    if (found) {
      if (!best) work = new Work(budget.shortening)
      best = [from, ...found.slice(0, -1)]
    }
    if (best?.length === 2) return best
    if (work.spent) return best ?? 'undecided'
  }
  return best
}

/** A shortest cycle with an rw edge, and others of `kinds` or rw. */
function withRw(graph: Graph, paths: Paths, kinds: number, budget: CycleBudget): number[] | undefined {
  const { of } = components(graph, kinds | RW)
  const work = new Work(budget.shortening)
  let best: number[] | undefined
  for (const [from, to] of rwOnly(graph, kinds)) {
    if (of[from] !== of[to]) continue
    const more = best ? work : new Work(Number.POSITIVE_INFINITY)
    const part = of[from]
    const under = best ? best.length - 1 : graph.nodes + 1
    const found = paths.find(to, from, kinds | RW, under, more, (n) => of[n] === part)
    if (found) best = [from, ...found.slice(0, -1)]
    if (best && (best.length === 2 || work.spent)) return best
  }
  return best
}

/**
 * A shortest cycle in which no two rw edges follow each other: a way back in the graph of pairs (node, was the last
 * edge rw?). A way that visits a node twice is no cycle of this kind; then the component has a G1c or a G-single.
 */
function nonadjacent(graph: Graph, _paths: Paths, kinds: number, budget: CycleBudget): number[] | undefined {
  const pairs = alternating(graph, kinds)
  const { of } = components(pairs)
  const paths = new Paths(pairs)
  const work = new Work(budget.shortening)
  let best: number[] | undefined
  for (const [from, to] of rwOnly(graph, kinds)) {
    const part = of[2 * from]
    if (part !== of[2 * to + 1]) continue
    const more = best ? work : new Work(Number.POSITIVE_INFINITY)
    const under = best ? best.length - 1 : pairs.nodes + 1
    const found = paths.find(2 * to + 1, 2 * from, 0xff, under, more, (n) => of[n] === part)
    const nodes = found && [from, ...found.slice(0, -1).map((pair) => pair >> 1)]
    if (nodes && new Set(nodes).size === nodes.length) best = nodes
    if (work.spent) return best
  }
  return best
}

/** Pairs as nodes: 2n is node n reached by another edge, 2n + 1 by an rw edge. */
function alternating(graph: Graph, kinds: number): Graph {
  const edges = new EdgeList(2 * graph.nodes)
  for (let node = 0; node < graph.nodes; node++)
    for (let e = graph.first[node]!; e < graph.first[node + 1]!; e++) {
      const to = graph.target[e]!
      if ((graph.kinds[e]! & kinds) !== 0) {
        edges.add(2 * node, 2 * to, 1)
        edges.add(2 * node + 1, 2 * to, 1)
      } else if ((graph.kinds[e]! & RW) !== 0) edges.add(2 * node, 2 * to + 1, 1)
    }
  return edges.toGraph()
}

/** The edges that are rw and nothing worse. */
function* rwOnly(graph: Graph, worse: number): Generator<readonly [from: number, to: number]> {
  for (let node = 0; node < graph.nodes; node++)
    for (let e = graph.first[node]!; e < graph.first[node + 1]!; e++)
      if ((graph.kinds[e]! & RW) !== 0 && (graph.kinds[e]! & worse) === 0) yield [node, graph.target[e]!]
}

/** The cycle with the worst allowed kind of each edge, and the type that follows from them. */
function labelled(graph: Graph, nodes: readonly number[], allowed: number, suffix: string): Cycle {
  const kinds = nodes.map((node, i) => {
    const edge = kindsOf(graph, node, nodes[(i + 1) % nodes.length]!) & allowed
    return [WW, WR, PROCESS, REALTIME].find((kind) => (edge & kind) !== 0) ?? RW
  })
  const rw = kinds.filter((kind) => kind === RW).length
  const adjacent = kinds.some((kind, i) => kind === RW && kinds[(i + 1) % kinds.length] === RW)
  const data = kinds.includes(WR) ? 'G1c' : 'G0'
  const kind = rw === 0 ? data : rw === 1 ? 'G-single-item' : adjacent ? 'G2-item' : 'G-nonadjacent-item'
  const timed = kinds.includes(PROCESS) || kinds.includes(REALTIME)
  return { type: timed ? `${kind}${suffix}` : kind, nodes, kinds }
}

/** Each order in time is transitive: of two such steps in a row one is enough. */
function collapsed({ type, nodes, kinds }: Cycle): Cycle {
  const needed = (i: number) => kinds[i]! < PROCESS || kinds[(i + kinds.length - 1) % kinds.length]! < PROCESS
  return { type, nodes: nodes.filter((_, i) => needed(i)), kinds: kinds.filter((_, i) => needed(i)) }
}

function kindsOf({ first, target, kinds, time }: Graph, from: number, to: number): number {
  const later = time && time.end[from]! < time.begin[to]! ? REALTIME : 0
  for (let e = first[from]!; e < first[from + 1]!; e++) if (target[e] === to) return kinds[e]! | later
  return later
}
