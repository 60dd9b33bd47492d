import { Socket } from 'node:net'
import type { Ping } from '../../cluster/cluster.ts'

/** A question that every server of a kind answers, whoever asks. */
export interface Question {
  /** Absent: the server speaks first. */
  readonly say?: string | Uint8Array
  /** Whether it is such a server, by all that was heard so far, at least a byte; undefined: too little to tell. */
  readonly isAnswer: (heard: Buffer) => boolean | undefined
}

/** Asks over a connection of its own. A stopped server, or a cut link, is silent, and so does not answer. */
export function asking({ say, isAnswer }: Question): Ping {
  return (address, timeoutMs) =>
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
      socket.on('data', (part) => {
        heard = Buffer.concat([heard, part])
        const answers = isAnswer(heard)
        if (answers !== undefined) settle(answers)
      })
      socket.connect(address.port, address.host, () => say !== undefined && socket.write(say))
    })
}
