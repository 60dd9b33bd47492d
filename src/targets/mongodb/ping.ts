import { Socket } from 'node:net'
import { BSON } from 'mongodb'
import type { Ping } from '../../cluster/cluster.ts'

const opMsg = 2013

/** OP_MSG with the command `ping`, which every server answers, whoever asks (MongoDB Wire Protocol; Manual 8.0, ping). */
const question = message({ ping: 1, $db: 'admin' })

/** Whether a MongoDB server answers at the address. A stopped one, or a cut link, is silent. */
export const ping: Ping = (address, timeoutMs) =>
  new Promise((resolve) => {
    const socket = new Socket()
    const settle = (answers: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answers)
    }
    const timer = setTimeout(() => settle(false), timeoutMs)
    const received: Buffer[] = []
    socket.on('error', () => settle(false))
    socket.on('close', () => settle(false))
    socket.on('data', (part) => {
      received.push(part)
      const answer = Buffer.concat(received)
      if (answer.length >= 16) settle(answer.readInt32LE(12) === opMsg)
    })
    socket.connect(address.port, address.host, () => socket.write(question))
  })

/** Length, request id, response to, opcode; flags; one section of kind 0. */
function message(command: BSON.Document): Buffer {
  const body = BSON.serialize(command)
  const head = Buffer.alloc(21)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(1, 4)
  head.writeInt32LE(opMsg, 12)
  return Buffer.concat([head, body])
}
