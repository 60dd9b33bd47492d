import type { DataTypes } from '../../client/data-types.ts'
import type { Kv } from './kv.ts'
import { register } from './register.ts'
import { set } from './set.ts'
import { transactions } from './transactions.ts'

export type Offered = 'register' | 'set' | 'transactions'

/** The data types that etcd has, over its KV service; who opened the session closes it. */
export const sessions: { readonly [T in Offered]: (kv: Kv) => Omit<DataTypes[T], 'close'> } = {
  register,
  set,
  transactions,
}
