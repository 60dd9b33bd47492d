import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import { amounts } from './amounts.ts'
import type { SqlConnection } from './connection.ts'
import { inserts } from './inserts.ts'
import { set } from './set.ts'
import { table } from './table.ts'
import { type TransactionOptions, transactions } from './transactions.ts'

/** Data types over one connection each. */
export type SqlSessions<Names extends DataTypeName = DataTypeName> = {
  readonly [T in Names]: (connection: SqlConnection, options: TransactionOptions) => DataTypes[T]
}

/** Those that are one text for all databases that speak SQL, but for their dialect. */
export const sqlSessions: SqlSessions<Exclude<DataTypeName, 'register'>> = {
  set,
  transactions,
  amounts,
  table,
  inserts,
}
