/**
 * A direction tried by itself: datagrams to a port at which nobody listens, which the receiver's kernel counts
 * (RFC 4113, udpNoPorts). TCP would need the way back, too.
 */

/** The port `discard` (RFC 863), which no database has. */
const PORT = 9

/** Sent from a node: bash opens a socket for each. What comes back (ICMP: port unreachable) does not matter. */
export const sendDatagrams = (address: string): readonly string[] => [
  'bash',
  '-c',
  'for i in 1 2 3 4 5; do echo murphy >"/dev/udp/$0/$1"; sleep 0.02; done 2>/dev/null; true',
  address,
  String(PORT),
]

export const readCounters: readonly string[] = ['cat', '/proc/net/snmp']

/** How many datagrams came for which nobody listened; proc_net_snmp: a line of names, and one of values. */
export function unclaimed(counters: string): number {
  const [names = [], values = []] = counters
    .split('\n')
    .filter((line) => line.startsWith('Udp: '))
    .map((line) => line.split(' '))
  return Number(values[names.indexOf('NoPorts')] ?? Number.NaN)
}
