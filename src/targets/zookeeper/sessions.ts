import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import type { Client } from './client.ts'
import { register } from './register.ts'
import { set } from './set.ts'

/** The data types that ZooKeeper offers, each over one session. */
export const sessions = { register, set } satisfies { readonly [T in DataTypeName]?: (client: Client) => DataTypes[T] }
