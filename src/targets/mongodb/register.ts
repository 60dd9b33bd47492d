import type { Register } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { Connection } from './connection.ts'
import { isDuplicate } from './duplicate.ts'

interface Cell {
  readonly _id: string
  readonly v: string
}

/**
 * Registers as documents. Key and value are JSON text: a filter on a plain value would also match an array that holds it.
 * Every op is one write or read of one document. A null is no value: `cas` from null also succeeds where there is no
 * document.
 */
export function register(connection: Connection): Register {
  const cells = connection.collection<Cell>('register')
  const write = (key: Json, filter: { v?: string }, value: Json, upsert: boolean) =>
    connection.turn(async (turn) => {
      const change = { $set: { v: JSON.stringify(value) } }
      const { matchedCount, upsertedCount } = await cells.updateOne({ _id: JSON.stringify(key), ...filter }, change, {
        ...turn,
        upsert,
      })
      return matchedCount + upsertedCount === 1
    })
  return {
    setup: () => connection.create('register'),
    read: (key) =>
      connection.turn(async (turn) => {
        const cell = await cells.findOne({ _id: JSON.stringify(key) }, { ...turn, ...connection.reads })
        return cell === null ? null : (JSON.parse(cell.v) as Json)
      }),
    async write(key, value) {
      await write(key, {}, value, true)
    },
    async cas(key, from, to) {
      try {
        return await write(key, { v: JSON.stringify(from) }, to, from === null)
      } catch (error) {
        // The document is there, and holds something else.
        if (from === null && isDuplicate(error)) return false
        throw error
      }
    },
    async close() {
      connection.close()
    },
  }
}
