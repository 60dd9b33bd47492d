import { Socket } from 'node:net'
import type { Ping } from '../../cluster/cluster.ts'

/** Length 8 and the code 80877103: "do you speak TLS?" (PostgreSQL 18 documentation, 54.7 SSLRequest). */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * Whether a PostgreSQL server answers at the address. Any server that accepts connections answers an SSLRequest with
 * one byte, S or N, before it asks who is there; while it recovers, too. A stopped one, or a cut link, is silent.
 */
export const ping: Ping = (address, timeoutMs) =>
  new Promise((resolve) => {
    const socket = new Socket()
    const settle = (answers: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answers)
    }
    const timer = setTimeout(() => settle(false), timeoutMs)
    socket.on('error', () => settle(false))
    socket.on('close', () => settle(false))
    socket.on('data', (answer) => settle(answer[0] === 0x53 || answer[0] === 0x4e))
    socket.connect(address.port, address.host, () => socket.write(sslRequest))
  })
