/**
 * Address ranges for container networks: a /24 out of 198.18.0.0/15, which RFC 2544 sets aside for testing networks
 * and which therefore collides with nobody's office, home or VPN.
 */

const BASE = toNumber('198.18.0.0')
const COUNT = 512

/** The gateway ("client", the controller's side) is .1, nodes follow from .11. */
export function gatewayOf(subnet: string): string {
  return hostOf(subnet, 1)
}

/** `index` from 0; at most 200 nodes. */
export function nodeAddress(subnet: string, index: number): string {
  return hostOf(subnet, 11 + index)
}

/**
 * The /24s that overlap none of `used` (CIDRs), from the `start`th on and around, so that runs that look at the same
 * moment begin at different places.
 */
export function freeSubnets(used: readonly string[], start: number): string[] {
  const taken = used.map(range)
  const free: string[] = []
  for (let i = 0; i < COUNT; i++) {
    const first = BASE + ((start + i) % COUNT) * 256
    if (!taken.some(([from, to]) => from <= first + 255 && first <= to)) free.push(`${fromNumber(first)}/24`)
  }
  return free
}

function range(cidr: string): [number, number] {
  const [address = '', bits = '32'] = cidr.split('/')
  // IPv6 cannot overlap.
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return [-1, -1]
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(toNumber(address) / size) * size
  return [first, first + size - 1]
}

function hostOf(subnet: string, host: number): string {
  return fromNumber(toNumber(subnet.split('/')[0] ?? '') + host)
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function fromNumber(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
}
