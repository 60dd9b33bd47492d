import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { MurphyError } from '../../op/failure.ts'

export const LOOPBACK = '127.0.0.1'

const WELL_KNOWN = 1024
const WIDTH = 12_000
const RELEASE_MS = 2_000

/**
 * Ports for servers on loopback that nobody listens on. They come from below the kernel's range for outgoing
 * connections: within it, any connection could take a killed server's port before the server is started again.
 */
export async function freePorts(count: number, taken: ReadonlySet<number>): Promise<number[]> {
  const end = firstOutgoing()
  const begin = Math.max(WELL_KNOWN, end - WIDTH)
  const offset = Math.floor(Math.random() * (end - begin))
  const ports: number[] = []
  for (let i = 0; i < end - begin && ports.length < count; i++) {
    const port = begin + ((offset + i) % (end - begin))
    if (!taken.has(port) && (await isFree(port))) ports.push(port)
  }
  if (ports.length < count) {
    throw new MurphyError('broken', `There are not ${count} free ports between ${begin} and ${end} on ${LOOPBACK}.`, {
      hint: 'End other runs, or remove what crashed ones left behind with `murphy clean`.',
    })
  }
  return ports
}

/** Whether a server could listen there now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ host: LOOPBACK, port }, () => server.close(() => resolve(true)))
  })
}

/**
 * Whether a server can listen there now or within a moment: the last thread of a killed one may take as long to let go
 * of its port, and whoever looks whether a port is free holds it meanwhile.
 */
export async function becomesFree(port: number): Promise<boolean> {
  for (const end = Date.now() + RELEASE_MS; Date.now() < end; await sleep(20)) if (await isFree(port)) return true
  return await isFree(port)
}

/** Linux begins at 32768 unless told otherwise, macOS at 49152. */
function firstOutgoing(): number {
  try {
    const first = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10)
    return first > 2 * WELL_KNOWN ? first : 32_768
  } catch {
    return 32_768
  }
}
