import type { Limits, Usage } from '../src/cluster/limits.ts'
import type { Json } from '../src/op/op.ts'
import type { FaultContext } from './nemesis.ts'
import { nodesThatAre } from './node-probe.ts'
import { choiceOf, chooseNodes, nodeSpecs } from './node-specs.ts'

/** What faults that take resources away from nodes share. */

export function limitsOf({ cluster }: FaultContext, node: string): Limits {
  const { limits } = cluster.node(node)
  if (limits === undefined) throw new Error(`${node} cannot be limited`)
  return limits
}

/** The running nodes that an op's value names. */
export async function struckBy(context: FaultContext, value: Json): Promise<string[]> {
  return chooseNodes(choiceOf(value, nodeSpecs), {
    nodes: context.cluster.nodes.map((node) => node.name),
    fit: await nodesThatAre(context, 'running'),
    primary: context.system.primary(),
  })
}

export async function usageOn(context: FaultContext, nodes: readonly string[]): Promise<Map<string, Usage>> {
  return new Map(await Promise.all(nodes.map(async (node) => [node, await limitsOf(context, node).usage()] as const)))
}
