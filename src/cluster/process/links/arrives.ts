import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { LOOPBACK } from '../ports.ts'
import { Direction } from './direction.ts'
import { Link } from './link.ts'

const PATIENCE_MS = 500

/** Whether bytes pass in one direction: to a server that only listens, over a link of its own whose way back is free. */
export async function arrives(there: Direction): Promise<boolean> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => server.emit('heard'))
  })
  await new Promise<void>((resolve) => server.listen({ host: LOOPBACK, port: 0 }, resolve))
  const target = { host: LOOPBACK, port: (server.address() as AddressInfo).port }
  const link = new Link(target, there, new Direction(there.to, there.from))
  await link.open()
  const socket = connect({ ...link.address, noDelay: true })
  socket.on('error', () => {})
  socket.write('murphy')
  try {
    await once(server, 'heard', { signal: AbortSignal.timeout(PATIENCE_MS) })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
    await link.close()
    server.close()
  }
}
