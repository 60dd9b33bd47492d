import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import { amounts } from './amounts.ts'
import type { SqlConnection } from './connection.ts'
import { inserts } from './inserts.ts'
import { set } from './set.ts'
import { table } from './table.ts'
import { type TransactionOptions, transactions } from './transactions.ts'

/** Those that databases have which speak SQL. */
type SqlDataType = Exclude<DataTypeName, 'lock' | 'watched'>

/** Data types over one connection each. */
export type SqlSessions<Names extends SqlDataType = SqlDataType> = {
  readonly [T in Names]: (connection: SqlConnection, options: TransactionOptions) => DataTypes[T]
}

/** Those that are one text for all databases that speak SQL, but for their dialect. */
export const sqlSessions: SqlSessions<Exclude<SqlDataType, 'register'>> = {
  set,
  transactions,
  amounts,
  table,
  inserts,
}
