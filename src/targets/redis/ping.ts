import { Socket } from 'node:net'
import type { Ping } from '../../cluster/cluster.ts'

/**
 * Whether a Redis server answers at the address: to PING with PONG, or with the reason why it does not serve now. A
 * stopped one, or a cut link, is silent.
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
    socket.on('data', (answer) => settle(['+', '-'].includes(answer.toString('latin1', 0, 1))))
    socket.connect(address.port, address.host, () => socket.write('PING\r\n'))
  })
