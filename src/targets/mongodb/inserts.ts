import { type Document, ObjectId } from 'mongodb'
import type { Inserts } from '../../client/data-types.ts'
import type { Connection } from './connection.ts'

interface Insert extends Document {
  readonly _id: ObjectId | string
  readonly element: number
}

/** The key of a request is the document's _id, which is unique; without one the driver makes it up. */
export function inserts(connection: Connection): Inserts {
  const documents = connection.collection<Insert>('inserts')
  return {
    setup: () => connection.create('inserts'),
    async insert(element, key) {
      await connection.turn(async (turn) => {
        if (key === null) await documents.insertOne({ _id: new ObjectId(), element }, turn)
        else await documents.updateOne({ _id: key }, { $setOnInsert: { element } }, { ...turn, upsert: true })
      })
    },
    read: () =>
      connection.turn(async (turn) => {
        const found = await documents.find({}, { ...turn, ...connection.reads, batchSize: 1_000_000 }).toArray()
        return found.map(({ element }) => element).sort((a, b) => a - b)
      }),
    async close() {
      connection.close()
    },
  }
}
