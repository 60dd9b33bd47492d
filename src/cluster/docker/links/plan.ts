import type { Rule } from '../../cluster.ts'
import { type AddressOf, matchAt, type Plan } from './at-node.ts'
import { disciplines } from './disciplines.ts'
import type { ShapingWay } from './mechanisms.ts'
import { queued } from './queued.ts'

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
