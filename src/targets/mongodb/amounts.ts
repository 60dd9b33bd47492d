import type { Collection } from 'mongodb'
import type { Amount, Amounts, Way } from '../../client/data-types.ts'
import type { Connection, Turn } from './connection.ts'
import { inTransaction } from './in-transaction.ts'

interface Document {
  readonly _id: number
  readonly v: number
}

/** Amounts as documents of one collection, changed in transactions of several ops. */
export function amounts(connection: Connection): Amounts {
  const documents = connection.collection<Document>('amounts')
  return {
    setup: () => connection.create('amounts'),
    async fill(all) {
      await inTransaction(connection, async (turn) => {
        for (const [key, amount] of all)
          await documents.updateOne({ _id: key }, { $setOnInsert: { v: amount } }, { ...turn, upsert: true })
        return all
      })
    },
    read: () =>
      connection.turn(async (turn) => {
        const found = await documents.find({}, { ...turn, ...connection.snapshotReads, sort: { _id: 1 } }).toArray()
        return found.map(({ _id, v }): Amount => [_id, v])
      }),
    add: (changes, way) => inTransaction(connection, (turn) => add[way](documents, changes, turn)),
    async close() {
      connection.close()
    },
  }
}

type Add = (documents: Collection<Document>, changes: readonly Amount[], turn: Turn) => Promise<Amount[] | null>

const add: Readonly<Record<Way, Add>> = {
  /** All are read before the first is written, as a program does that decides before it acts. */
  async 'read-then-write'(documents, changes, turn) {
    const after: Amount[] = []
    for (const [key, by] of changes) {
      const before = (await documents.findOne({ _id: key }, turn))?.v
      if (before === undefined || before + by < 0) return null
      after.push([key, before + by])
    }
    for (const [key, amount] of after) await documents.updateOne({ _id: key }, { $set: { v: amount } }, turn)
    return after
  },
  async 'in-place'(documents, changes, turn) {
    const after: Amount[] = []
    for (const [key, by] of changes) {
      const enough = { _id: key, v: { $gte: -by } }
      const changed = await documents.findOneAndUpdate(
        enough,
        { $inc: { v: by } },
        { ...turn, returnDocument: 'after' },
      )
      if (changed === null) return null
      after.push([key, changed.v])
    }
    return after
  },
}
