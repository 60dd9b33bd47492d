import type { GrowSet } from '../../client/data-types.ts'
import type { Connection } from './connection.ts'

interface Element {
  readonly _id: number
}

/** More than any run adds: all comes in one batch, for the next would be read at another time. */
const batchSize = 1_000_000

/** A set as a collection whose documents are its elements. */
export function set(connection: Connection): GrowSet {
  const elements = connection.collection<Element>('set')
  return {
    setup: () => connection.create('set'),
    async add(element) {
      await connection.turn((turn) => elements.insertOne({ _id: element }, turn))
    },
    read: () =>
      connection.turn(async (turn) => {
        const found = await elements.find({}, { ...turn, ...connection.reads, sort: { _id: 1 }, batchSize }).toArray()
        return found.map(({ _id }) => _id)
      }),
    async close() {
      connection.close()
    },
  }
}
