import type { Rule } from '../../cluster.ts'
import { disciplines } from './disciplines.ts'
import type { ShapingWay } from './mechanisms.ts'
import { queued } from './queued.ts'

/** What has to be done at one node so that rules hold: lines for its chain of packet filter rules, and a script. */
export interface Plan {
  readonly chain: readonly string[]
  /** For a shell beside the node; `$input` comes on stdin. */
  readonly script: string
  readonly input?: string
}

export type AddressOf = (name: string) => string

/** How `rules` are made to hold at `node`, in each way. An empty list undoes what an earlier plan did. */
export const planFor: { readonly [W in ShapingWay]: (node: string, rules: readonly Rule[], of: AddressOf) => Plan } = {
  netem: (node, rules, of) => ({ chain: [], script: disciplines(node, rules, of, 'netem') }),
  queue: queued,
  basic: (node, rules, of) => ({ chain: lossy(node, rules, of), script: disciplines(node, rules, of, 'tbf') }),
}

/** iptables drops packets at random where they arrive. */
function lossy(node: string, rules: readonly Rule[], of: AddressOf): string[] {
  return rules.flatMap(({ from, to, shape: { loss = 0 } }) => {
    const match = matchAt(node, from, to, of)
    if (loss === 0 || match === undefined) return []
    return [`-A MURPHY ${match} -m statistic --mode random --probability ${loss} -j DROP`]
  })
}

/**
 * Packets are met where they arrive; those for the client where they leave, as its namespace is not ours. Undefined:
 * not at this node.
 */
export function matchAt(node: string, from: string, to: string, of: AddressOf): string | undefined {
  if (to === node) return `-s ${of(from)}/32`
  if (from === node && to === 'client') return `-d ${of('client')}/32`
  return undefined
}
