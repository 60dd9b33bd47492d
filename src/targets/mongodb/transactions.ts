import type { Collection } from 'mongodb'
import type { Transactions } from '../../client/data-types.ts'
import type { Connection } from './connection.ts'
import { inTransaction } from './in-transaction.ts'

interface List {
  readonly _id: number
  readonly v: number[]
}

interface Cell {
  readonly _id: number
  readonly v: number
}

/** Lists and registers as documents of two collections; a step of a transaction is one read or one write. */
export function transactions(connection: Connection): Transactions {
  const lists: Collection<List> = connection.collection('lists')
  const cells: Collection<Cell> = connection.collection('cells')
  return {
    async setup() {
      await connection.create('lists')
      await connection.create('cells')
    },
    listAppend: (mops) =>
      steps(connection, mops, async ([f, key, value], turn) => {
        if (f === 'r') return ['r', key, (await lists.findOne({ _id: key }, turn))?.v ?? []]
        await lists.updateOne({ _id: key }, { $push: { v: value } }, { ...turn, upsert: true })
        return [f, key, value]
      }),
    rwRegister: (mops) =>
      steps(connection, mops, async ([f, key, value], turn) => {
        if (f === 'r') return ['r', key, (await cells.findOne({ _id: key }, turn))?.v ?? null]
        await cells.updateOne({ _id: key }, { $set: { v: value } }, { ...turn, upsert: true })
        return [f, key, value]
      }),
    async close() {
      connection.close()
    },
  }
}

type Step<M> = (mop: M, turn: Parameters<Parameters<typeof inTransaction>[1]>[0]) => Promise<M>

async function steps<M>(connection: Connection, mops: readonly M[], step: Step<M>): Promise<M[]> {
  const answers = await inTransaction(connection, async (turn) => {
    const filled: M[] = []
    for (const mop of mops) filled.push(await step(mop, turn))
    return filled
  })
  return answers ?? []
}
