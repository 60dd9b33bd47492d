import { Socket } from 'node:net'
import type { Ping } from '../../cluster/cluster.ts'

/** A header of four bytes, then the protocol's version (MySQL 9 internals, Protocol::HandshakeV10). */
const versionAt = 4
const version = 10

/**
 * Whether a MySQL or MariaDB server greets at the address: it speaks first, before it asks who is there. A stopped one,
 * or a cut link, is silent.
 */
export const ping: Ping = (address, timeoutMs) =>
  new Promise((resolve) => {
    const socket = new Socket()
    let heard = Buffer.alloc(0)
    const settle = (answers: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answers)
    }
    const timer = setTimeout(() => settle(false), timeoutMs)
    socket.on('error', () => settle(false))
    socket.on('close', () => settle(false))
    socket.on('data', (data) => {
      heard = Buffer.concat([heard, data])
      if (heard.length > versionAt) settle(heard[versionAt] === version)
    })
    socket.connect(address.port, address.host)
  })
