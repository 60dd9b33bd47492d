import { MurphyError } from '../../../op/failure.ts'
import { type Door, named } from '../../common/existing/door.ts'
import type { Access, Server } from '../../target.ts'
import { Client } from '../client.ts'
import { Connection, codes, ZooKeeperError } from '../connection.ts'
import { type Status, statusOf } from '../ensemble.ts'
import { loginAt } from './credentials.ts'

const lookMs = 5000

/** A server that serves, and a client whose reads are not behind. */
export interface Entered {
  readonly status: Status
  readonly client: Client
}

/** Every server takes every request: one that has a leader is as good as the leader. */
export function doorOf(secret: Access['secret']): Door<Entered> {
  return {
    user: (server) => loginAt(server, secret)?.name,
    async open(server) {
      const status = await statusOf(server.address, lookMs)
      refuseIdle(server, status)
      const connection = await Connection.open(server.address, lookMs, loginAt(server, secret))
      return { status, client: new Client(connection, { syncs: true }) }
    },
    close: ({ client }) => client.close(),
    leads: async () => true,
    hint: (refusal) =>
      isNoAuth(refusal)
        ? 'The user needs the permissions create and delete on the znode /. User and password are ZOOKEEPER_USER and ZOOKEEPER_PASSWORD, or what --secrets FILE says; of a wrong password ZooKeeper says nothing else.'
        : 'Give the port for clients without TLS (clientPort); of the ways to log in Murphy knows "digest" only.',
  }
}

export const isNoAuth = (error: unknown) => error instanceof ZooKeeperError && error.code === codes.NoAuth

function refuseIdle(server: Server, { mode, said }: Status): void {
  if (mode !== undefined) return
  const telling = /^Mode: .*$/m.exec(said)?.[0] ?? said.trim().split('\n')[0]
  throw new MurphyError('usage', `${named(server)} does not say that it leads or follows, but: ${telling}`, {
    hint: 'Murphy asks the four letter word srvr (4lw.commands.whitelist), and needs servers that vote, of an ensemble that has a leader.',
  })
}
