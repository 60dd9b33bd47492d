import type { Document, MongoClient } from 'mongodb'
import type { Door } from '../../common/existing/door.ts'
import type { Access } from '../../target.ts'
import { clientFor, connected, drop } from '../client.ts'
import { loginAt } from './credentials.ts'

const lookMs = 3000

/** What a server says of itself and its set. */
export interface Hello extends Document {
  readonly isWritablePrimary?: boolean
  readonly setName?: string
}

export const hello = async (client: MongoClient): Promise<Hello> => await client.db('admin').command({ hello: 1 })

export function doorOf(secret: Access['secret']): Door<MongoClient> {
  return {
    user: (server) => loginAt(server, secret)?.user,
    async open(server) {
      const client = clientFor(server.address, { timeoutMs: lookMs, name: 'murphy', login: loginAt(server, secret) })
      await connected(client)
      return client
    },
    close: drop,
    leads: async (client) => (await hello(client)).isWritablePrimary === true,
    hint: () =>
      'The user is MONGODB_USER, the password MONGODB_PASSWORD, or what --secrets FILE says; TLS is not spoken.',
  }
}
