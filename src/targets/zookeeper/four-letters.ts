import { Socket } from 'node:net'
import type { Address } from '../../cluster/cluster.ts'

/**
 * Asks one of the "four letter words" (ZooKeeper 3.8 documentation, Administrator's Guide): the server answers with text
 * and closes the connection. Rejects where it does not, in time.
 */
export function fourLetters(word: 'ruok' | 'srvr', { host, port }: Address, timeoutMs: number): Promise<string> {
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
    socket.connect(port, host, () => socket.write(word))
  })
}
