import { BSON } from 'mongodb'
import { asking } from '../common/asking.ts'

const opMsg = 2013
const headerBytes = 16

/** OP_MSG with the command `ping`, which every server answers, whoever asks (MongoDB Wire Protocol; Manual 8.0, ping). */
const question = message({ ping: 1, $db: 'admin' })

/** Whether a MongoDB server answers at the address. */
export const ping = asking({
  say: question,
  isAnswer: (heard) => (heard.length >= headerBytes ? heard.readInt32LE(12) === opMsg : undefined),
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
