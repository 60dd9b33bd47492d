import type { Load, Measured } from '../../cluster.ts'

/**
 * A script that sends ICMP echoes and prints what came back, between two looks at the errors that the receiver's
 * kernel has counted so far. With a deadline (-w) ping goes on until as many came back as were asked for; -U measures
 * to where a program gets the answer, because what delays it may stand behind the kernel's own time stamp.
 */
export function pingScript(address: string, { count, everyMs, bytes }: Load): string {
  const seconds = Math.ceil((count * everyMs) / 1000) + 2
  const every = Math.max(0.002, everyMs / 1000)
  return `ping -n -U -c ${count} -i ${every} -w ${seconds} -s ${Math.max(16, bytes)} ${address} || test $? = 1`
}

/** A script that prints how many packets the kernel has thrown away for a wrong sum. */
export const damagedScript = `awk '/^(Icmp|Tcp|Udp):/ { if (!($1 in names)) { names[$1] = 1; for (i = 2; i <= NF; i++) at[$1, i] = $i }
  else for (i = 2; i <= NF; i++) if (at[$1, i] == "InCsumErrors") sum += $i } END { print sum + 0 }' /proc/net/snmp`

/** Reads what ping printed. Lost is what did not come although something later did. */
export function readPing(output: string): Omit<Measured, 'damaged'> {
  const trips: number[] = []
  const seen = new Set<number>()
  let highest = 0
  let duplicated = 0
  let reordered = 0
  for (const [, sequence, ms] of output.matchAll(/icmp_seq=(\d+) ttl=\d+ time=([\d.]+) ms/g)) {
    const number = Number(sequence)
    if (seen.has(number)) duplicated++
    else {
      seen.add(number)
      trips.push(Number(ms))
      if (number < highest) reordered++
    }
    highest = Math.max(highest, number)
  }
  const transmitted = Number(/(\d+) packets transmitted/.exec(output)?.[1] ?? 0)
  trips.sort((a, b) => a - b)
  const medianMs = trips[Math.floor(trips.length / 2)]
  return { sent: highest === 0 ? transmitted : highest, received: seen.size, medianMs, duplicated, reordered }
}
