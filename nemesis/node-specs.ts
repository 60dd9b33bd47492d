import type { Json } from '../src/op/op.ts'
import { Random } from '../src/op/random.ts'
import { majorityOf } from './grudges.ts'

/** Ways to say which nodes a fault strikes; those of `jepsen.nemesis.combined`. */
export const nodeSpecs = ['one', 'minority', 'majority', 'minority-third', 'primaries', 'all'] as const

export type NodeSpec = (typeof nodeSpecs)[number]

/**
 * What a fault's start op carries. In an op's value: `'primaries'`, `['n1', 'n3']`, or `{ spec: 'one', seed: 17 }`,
 * where `seed` was drawn when the test was built, so that a schedule strikes the same nodes in every run of a seed.
 */
export interface Choice<Spec extends string = string> {
  readonly spec: Spec | 'explicit'
  readonly seed: number
  /** For `explicit`. */
  readonly nodes: readonly string[]
}

/** Reads an op's value. Throws with one sentence when it is no choice. */
export function choiceOf<Spec extends string>(value: Json, specs: readonly Spec[]): Choice<Spec> {
  if (Array.isArray(value)) return { spec: 'explicit', seed: 0, nodes: value.map(String) }
  const { spec, seed } = typeof value === 'string' ? { spec: value, seed: 0 } : fieldsOf(value)
  const known = specs.find((name) => name === spec)
  if (known === undefined)
    throw new Error(`${JSON.stringify(value)} names no nodes; known: ${specs.join(', ')}, or a list`)
  return { spec: known, seed: typeof seed === 'number' ? seed : 0, nodes: [] }
}

/** A choice for a start op: drawn here, resolved when it strikes. */
export function drawChoice(random: Random, specs: readonly string[]): { readonly spec: string; readonly seed: number } {
  return { spec: random.pick(specs), seed: random.fork() }
}

/**
 * The nodes that a choice strikes, in the order of `nodes`. `fit` are those that the fault can strike now (a node that
 * is down cannot be paused); sizes are counted over all nodes. `minority` and `minority-third` strike at least one.
 */
export function chooseNodes(
  choice: Choice<NodeSpec>,
  cluster: { readonly nodes: readonly string[]; readonly fit: readonly string[]; readonly primary: string },
): string[] {
  const { nodes, fit, primary } = cluster
  if (choice.spec === 'explicit') return fit.filter((node) => choice.nodes.includes(node))
  if (choice.spec === 'primaries') return fit.filter((node) => node === primary)
  // The order is drawn over all nodes, so that who is down at that moment changes as little as possible.
  const order = new Random(choice.seed).shuffle(nodes).filter((node) => fit.includes(node))
  const struck = order.slice(0, sizeOf(choice.spec, nodes.length))
  return nodes.filter((node) => struck.includes(node))
}

function sizeOf(spec: Exclude<NodeSpec, 'primaries'>, count: number): number {
  switch (spec) {
    case 'one':
      return 1
    case 'minority':
      return Math.max(1, Math.ceil(count / 2) - 1)
    case 'minority-third':
      return Math.max(1, Math.ceil(count / 3) - 1)
    case 'majority':
      return majorityOf(count)
    case 'all':
      return count
  }
}

/** What else an op's value says beside the nodes; nothing where it is no object. */
export function fieldsOf(value: Json): { readonly [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { [key: string]: Json }) : {}
}
