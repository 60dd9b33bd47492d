import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import { amounts } from './amounts.ts'
import type { Connection } from './connection.ts'
import { inserts } from './inserts.ts'
import { register } from './register.ts'
import { set } from './set.ts'
import { table } from './table.ts'
import { transactions } from './transactions.ts'

/** The data types that MongoDB offers, each over one connection. */
export const sessions = {
  register,
  set,
  transactions,
  amounts,
  table,
  inserts,
} satisfies { readonly [T in DataTypeName]?: (connection: Connection) => DataTypes[T] }
