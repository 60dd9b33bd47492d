import type { Cut } from '../src/cluster/cluster.ts'
import type { Random } from '../src/op/random.ts'

/**
 * Grudges: who drops whose packets. Pure functions of the nodes and a stream of randomness, after
 * `jepsen.nemesis` (complete-grudge, bisect, bridge, majorities-ring …).
 */

/** Node → the nodes whose packets it drops. A link passes data only where neither end drops. */
export type Grudge = Readonly<Record<string, readonly string[]>>

/** The least number of nodes that is more than half of `count`. */
export const majorityOf = (count: number): number => Math.floor(count / 2) + 1

/** The directions that a grudge blocks. */
export function cutsOf(grudge: Grudge): Cut[] {
  return Object.entries(grudge).flatMap(([to, dropped]) => dropped.map((from) => ({ from, to })))
}

/** Components that see only themselves: every node drops all nodes of every other component. */
export function complete(components: readonly (readonly string[])[]): Grudge {
  return fromEntries(
    components.flatMap((own) => own.map((node) => [node, components.filter((other) => other !== own).flat()] as const)),
  )
}

/** One random node alone. */
export function one(nodes: readonly string[], random: Random): Grudge {
  return apart([random.pick(nodes)], nodes)
}

/** `chosen` together on one side, everybody else on the other. */
export function apart(chosen: readonly string[], nodes: readonly string[]): Grudge {
  return complete([chosen, nodes.filter((node) => !chosen.includes(node))])
}

/** The given order split in the middle; the second half is the larger. */
export function halves(nodes: readonly string[]): Grudge {
  const middle = Math.floor(nodes.length / 2)
  return complete([nodes.slice(0, middle), nodes.slice(middle)])
}

/** A random minority against a random majority: the largest minority that there is (Jepsen's shuffled bisect). */
export function randomHalves(nodes: readonly string[], random: Random): Grudge {
  return halves(random.shuffle(nodes))
}

/** Fewer than a third of the nodes (at least one) away from the rest. */
export function minorityThird(nodes: readonly string[], random: Random): Grudge {
  const size = Math.max(1, Math.ceil(nodes.length / 3) - 1)
  return apart(random.shuffle(nodes).slice(0, size), nodes)
}

/** Two halves that meet only in one node, which sees everybody. */
export function bridge(nodes: readonly string[]): Grudge {
  const middle = Math.floor(nodes.length / 2)
  const between = nodes[middle] ?? ''
  return fromEntries(
    Object.entries(halves(nodes)).map(([node, dropped]) => [
      node,
      node === between ? [] : dropped.filter((other) => other !== between),
    ]),
  )
}

/** Each primary alone, everybody else together. */
export function primaries(nodes: readonly string[], leading: readonly string[]): Grudge {
  return complete([...leading.map((node) => [node]), nodes.filter((node) => !leading.includes(node))])
}

/**
 * Every node sees a majority, but no two see the same one. Up to five nodes exactly: a random path of three, a random
 * circle of four or five; above that links are drawn until all see a majority, as Jepsen does. Unlike Jepsen's, links
 * are open or cut in both directions: with TCP a link that passes one way passes nothing, and then a ring of three
 * would isolate every node.
 */
export function majoritiesRing(nodes: readonly string[], random: Random): Grudge {
  const order = random.shuffle(nodes)
  const count = order.length
  if (count < 3) return complete([order])
  const links = count <= 5 ? circle(order, count === 3) : drawnLinks(order, random)
  return fromEntries(
    order.map((node) => [node, order.filter((other) => other !== node && !links.get(node)?.has(other))]),
  )
}

/** Only the packets from `from` to `to` are dropped; answers the other way pass. */
export function oneWay(from: readonly string[], to: readonly string[]): Grudge {
  return fromEntries(to.map((node) => [node, [...from]]))
}

type Links = Map<string, Set<string>>

function circle(order: readonly string[], open: boolean): Links {
  const links: Links = new Map(order.map((node) => [node, new Set()]))
  for (const [i, node] of order.entries()) {
    const last = i === order.length - 1
    if (last && open) continue
    const next = order[(i + 1) % order.length] ?? node
    links.get(node)?.add(next)
    links.get(next)?.add(node)
  }
  return links
}

/** Again and again the least connected node gets a link to the least connected node that it does not see yet. */
function drawnLinks(order: readonly string[], random: Random): Links {
  const links: Links = new Map(order.map((node) => [node, new Set()]))
  const degree = (node: string) => links.get(node)?.size ?? 0
  const loneliest = (among: readonly string[]) =>
    random.shuffle(among).reduce((least, node) => (degree(node) < degree(least) ? node : least))
  for (;;) {
    const node = loneliest(order)
    if (degree(node) + 1 >= majorityOf(order.length)) return links
    const other = loneliest(order.filter((candidate) => candidate !== node && !links.get(node)?.has(candidate)))
    links.get(node)?.add(other)
    links.get(other)?.add(node)
  }
}

/** Without nodes that drop nobody. */
function fromEntries(entries: readonly (readonly [string, readonly string[]])[]): Grudge {
  return Object.fromEntries(entries.filter(([, dropped]) => dropped.length > 0))
}
