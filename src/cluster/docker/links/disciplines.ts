import { MurphyError } from '../../../op/failure.ts'
import type { Rule } from '../../cluster.ts'
import { queueOf, type Shape } from '../../shape.ts'
import type { AddressOf } from './at-node.ts'

/**
 * Queueing disciplines on the way out of `node`: a class of htb for each link that is shaped, with netem(8) or tbf(8)
 * in it; packets to anybody else pass as they would without. All of it hangs on one root of our own.
 */
export function disciplines(node: string, rules: readonly Rule[], of: AddressOf, leaf: keyof typeof leaves): string {
  const outside = rules.find(({ from, to }) => from === 'client' && to === node)
  if (outside !== undefined)
    throw new MurphyError('usage', `tc ${leaf} shapes only what leaves a node, not what the client sends.`)
  const own = rules.filter(({ from }) => from === node)
  const words = own.flatMap(({ to, shape }) => {
    const described = leaves[leaf](shape)
    return described === undefined ? [] : [{ to: of(to), described }]
  })
  return [
    // The one interface with an address; some kernels add others to every namespace.
    "dev=$(ip -o -4 addr show scope global | awk '{ print $2; exit }')",
    'tc qdisc show dev "$dev" | grep -q "qdisc htb 4d:" && tc qdisc del dev "$dev" root',
    ...(words.length === 0 ? ['true'] : ['set -e', 'tc qdisc add dev "$dev" root handle 4d: htb']),
    ...words.flatMap(({ to, described }, i) => {
      const id = (i + 1).toString(16)
      return [
        `tc class add dev "$dev" parent 4d: classid 4d:${id} htb rate 10gbit quantum 60000`,
        `tc qdisc add dev "$dev" parent 4d:${id} ${described}`,
        `tc filter add dev "$dev" parent 4d: protocol ip u32 match ip dst ${to}/32 flowid 4d:${id}`,
      ]
    }),
  ].join('\n')
}

const leaves = {
  netem: (shape: Shape): string => {
    const { delayMs = 0, jitterMs = 0, distribution = 'uniform', bytesPerSecond } = shape
    const share = (word: string, value = 0) => (value === 0 ? '' : ` ${word} ${percent(value)}`)
    const spread = jitterMs === 0 ? '' : ` ${jitterMs}ms${shape.correlation ? ` ${percent(shape.correlation)}` : ''}`
    // Even is what netem does by itself.
    const named = jitterMs === 0 || distribution === 'uniform' ? '' : ` distribution ${distribution}`
    // The limit counts packets, also those that are only delayed.
    const limit = bytesPerSecond === undefined ? 100_000 : Math.ceil(queueOf(shape) / 1500)
    return [
      `netem limit ${limit}`,
      delayMs + jitterMs === 0 ? '' : ` delay ${delayMs}ms${spread}${named}`,
      bursts(shape),
      share('corrupt', shape.corruption),
      share('duplicate', shape.duplication),
      share('reorder', shape.reordering),
      bytesPerSecond === undefined ? '' : ` rate ${Math.round(bytesPerSecond * 8)}bit`,
    ].join('')
  },
  tbf: (shape: Shape): string | undefined => {
    const { bytesPerSecond } = shape
    if (bytesPerSecond === undefined) return undefined
    // The bucket holds a packet, and what passes between two ticks of the kernel.
    const burst = Math.max(3000, Math.ceil(bytesPerSecond / 100))
    return `tbf rate ${Math.round(bytesPerSecond * 8)}bit burst ${burst} limit ${queueOf(shape)}`
  },
} as const

/**
 * Loss in bursts, by netem's Gilbert model: the chances to get into a burst and out of it. netem's own correlation is not
 * used, here or for the other shares: it averages random numbers, after which 20 % with a correlation of 75 % are hardly
 * any.
 */
function bursts({ loss = 0, correlation = 0 }: Shape): string {
  if (loss === 0 || correlation === 0) return loss === 0 ? '' : ` loss ${percent(loss)}`
  const free = 1 - correlation
  return ` loss gemodel ${percent(free * loss)} ${percent(free * (1 - loss))}`
}

const percent = (share: number) => `${Math.round(share * 1e4) / 100}%`
