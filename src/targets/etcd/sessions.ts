import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import type { Kv } from './kv.ts'
import { lock } from './lock.ts'
import { register } from './register.ts'
import { set } from './set.ts'
import { transactions } from './transactions.ts'
import { watched } from './watched.ts'

type Opener<T extends DataTypeName> = (kv: Kv) => DataTypes[T]

/** The data types that etcd has, over its KV service and what stands beside it. */
export const sessions = {
  register,
  set,
  transactions,
  lock,
  watched,
} satisfies { readonly [T in DataTypeName]?: Opener<T> }
