/** What has to be done at one node so that rules hold: lines for its chain of packet filter rules, and a script. */
export interface Plan {
  readonly chain: readonly string[]
  /** For a shell beside the node; `$input` comes on stdin. */
  readonly script: string
  readonly input?: string
}

export type AddressOf = (name: string) => string

/**
 * Packets are met where they arrive; those for the client where they leave, as its namespace is not ours. Undefined:
 * not at this node.
 */
export function matchAt(node: string, from: string, to: string, of: AddressOf): string | undefined {
  if (to === node) return `-s ${of(from)}/32`
  if (from === node && to === 'client') return `-d ${of('client')}/32`
  return undefined
}
