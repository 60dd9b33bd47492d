import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Load, Measured } from '../../cluster.ts'
import { LOOPBACK } from '../ports.ts'
import type { Direction } from './direction.ts'
import { Link } from './link.ts'

/** After the last packet is sent, its answer is waited for so long, ms. */
const PATIENCE_MS = 2000

/**
 * How messages fare on their way through two directions of the network: a server that echoes stands behind a link of
 * its own, beside all that the nodes have. On a stream nothing is lost, doubled or out of order; what has not come back
 * in time is late.
 */
export async function measure(there: Direction, back: Direction, load: Load): Promise<Measured> {
  const echo = createServer((socket) => {
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => echo.listen({ host: LOOPBACK, port: 0 }, resolve))
  const link = new Link({ host: LOOPBACK, port: (echo.address() as AddressInfo).port }, there, back)
  await link.open()
  const socket = connect({ ...link.address, noDelay: true })
  try {
    return await roundTrips(socket, load)
  } finally {
    socket.destroy()
    await link.close()
    echo.close()
  }
}

async function roundTrips(socket: Socket, { count, everyMs, bytes }: Load): Promise<Measured> {
  const message = Buffer.alloc(bytes)
  const sentAt: number[] = []
  const trips: number[] = []
  let echoed = 0
  const send = () => {
    sentAt.push(performance.now())
    socket.write(message)
  }
  socket.on('error', () => {})
  socket.on('data', ({ length }) => {
    const now = performance.now()
    echoed += length
    while (trips.length < Math.floor(echoed / bytes)) trips.push(now - (sentAt[trips.length] ?? now))
  })
  // The first one goes alone and does not count: it takes the time to connect along.
  send()
  await patiently(() => trips.length > 0)
  for (let i = 0; i < count; i++) {
    send()
    await sleep(everyMs)
  }
  await patiently(() => trips.length > count)
  const counted = trips.slice(1).sort((a, b) => a - b)
  const medianMs = counted[Math.floor(counted.length / 2)]
  return { sent: count, received: counted.length, medianMs, duplicated: 0, reordered: 0, damaged: 0 }
}

async function patiently(done: () => boolean): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !done() && performance.now() < end; ) await sleep(5)
}
