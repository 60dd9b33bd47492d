import type { NodeState } from '../src/cluster/cluster.ts'
import { eventually } from './bounded.ts'
import type { FaultContext } from './nemesis.ts'

/** How long one probe waits for an answer. */
export const pingMs = 800

/** Whether the database on a node answers the controller, asked in its own protocol. */
export function answers({ cluster, system }: FaultContext, node: string): Promise<boolean> {
  return system.ping(cluster.address(node, 'client'), pingMs)
}

export async function statesOf({ cluster }: FaultContext): Promise<Map<string, NodeState>> {
  return new Map(await Promise.all(cluster.nodes.map(async (node) => [node.name, await node.state()] as const)))
}

/** The nodes in one of these states. */
export async function nodesThatAre(context: FaultContext, ...wanted: readonly NodeState[]): Promise<string[]> {
  return [...(await statesOf(context))].filter(([, state]) => wanted.includes(state)).map(([node]) => node)
}

interface Look {
  readonly state: NodeState
  readonly answers: boolean
}

/**
 * Looks at nodes until all are in `state` and answer (or are silent), at most `patienceMs`. The kernel's word and the
 * database's own are both asked: neither comes from what applied the fault.
 */
export async function probeNodes(context: FaultContext, nodes: readonly string[], expected: Look, patienceMs: number) {
  const look = async (node: string): Promise<[string, Look]> => {
    const [state, answered] = await Promise.all([context.cluster.node(node).state(), answers(context, node)])
    return [node, { state, answers: answered }]
  }
  const asExpected = ([, seen]: [string, Look]) => seen.state === expected.state && seen.answers === expected.answers
  const looks = await eventually(
    patienceMs,
    () => Promise.all(nodes.map(look)),
    (seen) => seen.every(asExpected),
  )
  return {
    seen: looks.length > 0 && looks.every(asExpected),
    how: 'the state of its processes, and a ping in its own protocol',
    detail: Object.fromEntries(looks.map(([node, { state, answers }]) => [node, { state, answers }])),
  }
}
