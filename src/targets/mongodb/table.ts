import type { Collection } from 'mongodb'
import type { Row, RowMop, Table } from '../../client/data-types.ts'
import type { Connection, Turn } from './connection.ts'
import { inTransaction } from './in-transaction.ts'

interface Document {
  readonly _id: string
  readonly group: number
  readonly id: number
  readonly v: number
}

/** Rows as documents of one collection, an op for each step of a transaction. */
export function table(connection: Connection): Table {
  const rows = connection.collection<Document>('rows')
  return {
    setup: () => connection.create('rows'),
    transact: (mops) => inTransaction(connection, (turn) => perform(rows, mops, turn)),
    async close() {
      connection.close()
    },
  }
}

/** Null where a row to update is not there. */
async function perform(rows: Collection<Document>, mops: readonly RowMop[], turn: Turn): Promise<RowMop[] | null> {
  const answers: RowMop[] = []
  for (const mop of mops) {
    if (mop[0] === 'select') {
      const [f, group, least] = mop
      const found = await rows.find({ group, v: { $gte: least } }, { ...turn, sort: { id: 1 } }).toArray()
      answers.push([f, group, least, found.map(({ id, v }): Row => [id, v])])
      continue
    }
    const [f, group, id, v] = mop
    const _id = `${group}/${id}`
    if (f === 'insert') await rows.insertOne({ _id, group, id, v }, turn)
    else if ((await rows.updateOne({ _id }, { $set: { v } }, turn)).matchedCount === 0) return null
    answers.push(mop)
  }
  return answers
}
