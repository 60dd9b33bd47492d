import type { Json } from '../../op/op.ts'
import type { Collector } from './collector.ts'
import { components, cyclic } from './components.ts'
import { EdgeList, type Graph } from './edges.ts'
import type { Because, Finding } from './findings.ts'
import { Paths, Work } from './paths.ts'
import type { RegisterVersions } from './register-versions.ts'
import { opOf, type Txns } from './txns.ts'
import { INITIAL, SEQUENTIAL, VersionEdges, WFR } from './version-edges.ts'

/**
 * Puts the sources together, one after the other. A source that makes a key's order cyclic is dropped for that key,
 * and said so (`cyclic-versions`).
 */
export function versionOrder(
  txns: Txns,
  versions: RegisterVersions,
  sources: readonly VersionEdges[],
  found: Collector,
): VersionEdges {
  let order = new VersionEdges()
  const keyOf = keysOf(txns, versions)
  for (const source of sources) {
    const both = joined(order, source)
    const graph = withInitial(txns, versions, both)
    const broken = new Set<number>()
    for (const members of cyclic(components(graph))) {
      broken.add(keyOf(members[0]!))
      found.add('cyclic-versions', () => cyclicVersions(txns, versions, both, graph, members))
    }
    order = broken.size === 0 ? both : joined(order, source, (e) => !broken.has(keyOf(source.after.at(e))))
  }
  return order
}

function joined(a: VersionEdges, b: VersionEdges, only: (e: number) => boolean = () => true): VersionEdges {
  const edges = new VersionEdges()
  for (let e = 0; e < a.length; e++) edges.append(a, e)
  for (let e = 0; e < b.length; e++) if (only(e)) edges.append(b, e)
  return edges
}

/** The order as a graph, with an edge from nil to every other version. */
export function withInitial(txns: Txns, { count, read, written }: RegisterVersions, order: VersionEdges): Graph {
  const edges = new EdgeList(count)
  const keys = txns.keys.values.length
  for (let mop = 0; mop < txns.key.length; mop++)
    for (const version of [read[mop]!, written[mop]!]) if (version >= keys) edges.add(txns.key[mop]!, version, INITIAL)
  for (let e = 0; e < order.length; e++) edges.add(order.before.at(e), order.after.at(e), order.source.at(e))
  return edges.toGraph()
}

function keysOf(txns: Txns, versions: RegisterVersions): (version: number) => number {
  const keys = txns.keys.values.length
  return (version) => (version < keys ? version : txns.key[mopOf(txns, versions, version)]!)
}

/** A micro-operation that wrote a version, or read it if nobody did. */
function mopOf(txns: Txns, { read }: RegisterVersions, version: number): number {
  const mop = version - txns.keys.values.length
  return mop < txns.key.length ? mop : read.indexOf(version)
}

export function versionValue(txns: Txns, versions: RegisterVersions, version: number): Json {
  return version < txns.keys.values.length ? null : txns.value[mopOf(txns, versions, version)]!
}

/** How it is known that one version came before another. */
export function versionReason(txns: Txns, order: VersionEdges, before: number, after: number): Because {
  for (let e = 0; e < order.length; e++) {
    if (order.before.at(e) !== before || order.after.at(e) !== after) continue
    const first = opOf(txns, order.first.at(e)).index
    const second = opOf(txns, order.second.at(e)).index
    const source = order.source.at(e)
    if (source === WFR) return { how: 'wfr', txn: first }
    return { how: source === SEQUENTIAL ? 'sequential' : 'linearizable', first, second }
  }
  return { how: 'initial' }
}

function cyclicVersions(
  txns: Txns,
  versions: RegisterVersions,
  order: VersionEdges,
  graph: Graph,
  members: Int32Array,
): Finding {
  const inside = new Set(members)
  const paths = new Paths(graph)
  const work = new Work(1_000_000)
  let best: number[] | undefined
  for (const version of members) {
    const more = best ? work : new Work(Number.POSITIVE_INFINITY)
    const found = paths.find(version, version, 0xff, best?.length ?? members.length + 1, more, (n) => inside.has(n))
    if (found) best = found.slice(1)
    if (best?.length === 2) break
  }
  const cycle = best ?? []
  const value = (version: number) => versionValue(txns, versions, version)
  return {
    type: 'cyclic-versions',
    key: txns.keys.values[keysOf(txns, versions)(members[0]!)]!,
    versions: cycle.map((before, i) => {
      const after = cycle[(i + 1) % cycle.length]!
      return { before: value(before), after: value(after), because: versionReason(txns, order, before, after) }
    }),
  }
}
