import type { Context } from './context.ts'
import type { Look } from './vendor.ts'

/** One look at a server, over the connection that is kept for that. */
export function lookAt(
  { vendor, monitor }: Pick<Context, 'vendor' | 'monitor'>,
  node: string,
  ms: number,
): Promise<Look> {
  return vendor.look((text) => monitor.ask(node, { text }, ms))
}
