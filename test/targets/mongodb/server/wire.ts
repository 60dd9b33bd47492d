import { BSON } from 'mongodb'

/** The MongoDB wire protocol as far as drivers of today speak it: OP_MSG, and OP_QUERY for their first hello. */

const opReply = 1
const opQuery = 2004
const opMsg = 2013

export interface Request {
  readonly id: number
  readonly opcode: number
  readonly command: BSON.Document
  /** The client wants no answer. */
  readonly moreToCome: boolean
}

/** Takes whole messages off the front of what was received. */
export function takeRequests(received: Buffer): { readonly requests: Request[]; readonly rest: Buffer } {
  const requests: Request[] = []
  let rest = received
  while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
    const length = rest.readInt32LE(0)
    requests.push(parse(rest.subarray(0, length)))
    rest = rest.subarray(length)
  }
  return { requests, rest }
}

function parse(message: Buffer): Request {
  const id = message.readInt32LE(4)
  const opcode = message.readInt32LE(12)
  if (opcode === opQuery) {
    // flags, collection's name, skip, return, query.
    const query = message.indexOf(0, 20) + 1 + 8
    return { id, opcode, command: document(message, query), moreToCome: false }
  }
  if (opcode !== opMsg) throw new Error(`opcode ${opcode}`)
  const flags = message.readUInt32LE(16)
  const end = message.length - (flags & 1 ? 4 : 0)
  let command: BSON.Document = {}
  for (let at = 20; at < end; ) {
    const kind = message[at]
    const size = message.readInt32LE(at + 1)
    if (kind === 0) command = { ...document(message, at + 1), ...command }
    else {
      const named = message.indexOf(0, at + 5) + 1
      const all: BSON.Document[] = []
      for (let next = named; next < at + 1 + size; next += message.readInt32LE(next)) all.push(document(message, next))
      command[message.toString('utf8', at + 5, named - 1)] = all
    }
    at += 1 + size
  }
  return { id, opcode, command, moreToCome: (flags & 2) !== 0 }
}

const document = (message: Buffer, at: number) =>
  BSON.deserialize(message.subarray(at, at + message.readInt32LE(at)), { promoteBuffers: false })

/** In the form of its question. */
export function reply({ id, opcode }: Pick<Request, 'id' | 'opcode'>, answer: BSON.Document): Buffer {
  const body = BSON.serialize(answer, { ignoreUndefined: true })
  const before = opcode === opQuery ? replyHead() : Buffer.alloc(5)
  const head = Buffer.alloc(16)
  head.writeInt32LE(16 + before.length + body.length, 0)
  head.writeInt32LE(id, 8)
  head.writeInt32LE(opcode === opQuery ? opReply : opMsg, 12)
  return Buffer.concat([head, before, body])
}

/** flags (AwaitCapable), cursor, starting from, one document. */
function replyHead(): Buffer {
  const head = Buffer.alloc(20)
  head.writeInt32LE(8, 0)
  head.writeInt32LE(1, 16)
  return head
}
