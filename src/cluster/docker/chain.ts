import type { Cut } from '../cluster.ts'

/**
 * Cuts as iptables rules, and what else befalls packets where iptables has a part in it. All of them stand in a chain of our own in the filter table of each node's network namespace;
 * INPUT and OUTPUT jump to it. Nobody else's rules are touched, and healing is an empty chain.
 */

const CHAIN = 'MURPHY'

/**
 * Input of `iptables-restore --noflush` that makes the chain of `node` hold exactly what `cuts` ask for, in one commit.
 * Packets are dropped where they arrive, by their source; those for the controller ('client') where they leave, because
 * the controller's own namespace stays as it is. `others`: rules for packets that are not cut.
 */
export function chainOf(
  node: string,
  cuts: readonly Cut[],
  addressOf: (name: string) => string,
  others: readonly string[] = [],
): string {
  const rules = new Set<string>()
  for (const cut of cuts) {
    if (cut.to === node) rules.add(`-A ${CHAIN} -s ${addressOf(cut.from)}/32 -j DROP`)
    if (cut.from === node && cut.to === 'client') rules.add(`-A ${CHAIN} -d ${addressOf('client')}/32 -j DROP`)
  }
  // Declaring the chain empties it.
  return ['*filter', `:${CHAIN} - [0:0]`, ...rules, ...others, 'COMMIT', ''].join('\n')
}

/**
 * Shell script that applies the rules in `$RULES` to the network namespace it runs in, and jumps to the chain from both
 * directions where no jump is yet. Idempotent. `-w`: waits for others who change rules at this moment.
 */
export const APPLY = [
  'printf %s "$RULES" | iptables-restore --noflush -w 5 || exit 1',
  'for chain in INPUT OUTPUT; do',
  `  iptables -w 5 -C $chain -j ${CHAIN} 2>/dev/null || iptables -w 5 -I $chain 1 -j ${CHAIN} || exit 1`,
  'done',
].join('\n')
