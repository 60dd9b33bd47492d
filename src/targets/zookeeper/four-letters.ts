import { Socket } from 'node:net'
import type { Address } from '../../cluster/cluster.ts'

/**
 * How a server is, by the one "four letter word" that is allowed by default (ZooKeeper 3.8 documentation,
 * Administrator's Guide, 4lw.commands.whitelist): it answers with text and closes the connection. Rejects where it does
 * not, in time.
 */
export function srvr({ host, port }: Address, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new Socket()
    const chunks: Buffer[] = []
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks).toString('utf8'))
    })
    socket.connect(port, host, () => socket.write('srvr'))
  })
}
