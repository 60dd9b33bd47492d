import type { Rule } from '../../cluster.ts'
import { queueOf, type Shape } from '../../shape.ts'
import { type AddressOf, matchAt, type Plan } from './at-node.ts'
import { OWN_MARK, QUEUE } from './companion.ts'

/** Puts stdin in the place of the daemon's rules in one step, and has it read them. */
const RELOAD = 'cat >/run/rules.new && mv /run/rules.new /run/rules && kill -HUP 1'

/**
 * The packets of shaped links go to a queue, and what the daemon makes of each is written in docker/network. Were the
 * daemon gone, they would pass (`--queue-bypass`).
 */
export function queued(node: string, rules: readonly Rule[], of: AddressOf): Plan {
  const here = rules.flatMap(({ from, to, shape }) => {
    const match = matchAt(node, from, to, of)
    return match === undefined ? [] : [{ match, line: line(of(from), of(to), shape) }]
  })
  const own = here.length === 0 ? [] : [`-A MURPHY -m mark --mark ${OWN_MARK} -j RETURN`]
  return {
    chain: [...own, ...here.map(({ match }) => `-A MURPHY ${match} -j NFQUEUE --queue-num ${QUEUE} --queue-bypass`)],
    script: RELOAD,
    input: here.map((one) => `${one.line}\n`).join(''),
  }
}

/** A line of the daemon's rules; the fields are explained in docker/network/murphy-netd.c. */
function line(from: string, to: string, shape: Shape): string {
  const { delayMs = 0, jitterMs = 0, distribution = 'uniform', bytesPerSecond = 0 } = shape
  const { loss = 0, corruption = 0, duplication = 0, reordering = 0, correlation = 0 } = shape
  const microseconds = (ms: number) => Math.round(ms * 1000)
  const shares = [loss, corruption, duplication, reordering, correlation]
  const limit = [bytesPerSecond, bytesPerSecond === 0 ? 0 : queueOf(shape)]
  return [from, to, microseconds(delayMs), microseconds(jitterMs), distribution, ...shares, ...limit].join(' ')
}
