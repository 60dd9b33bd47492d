import type { Document, MongoClient } from 'mongodb'
import { MurphyError } from '../../../op/failure.ts'
import { within } from '../../common/wait.ts'
import type { Access, Server } from '../../target.ts'
import { clientFor, connected, drop } from '../client.ts'
import { messageOf } from '../errors.ts'
import { loginAt, named } from './credentials.ts'

const lookMs = 3000

/** What a server says of itself and its set. */
export interface Hello extends Document {
  readonly isWritablePrimary?: boolean
  readonly setName?: string
}

/** Asks a server over its own address: no fault of ours stands between. Rejects with MurphyError `broken`. */
export async function onServer<T>(
  server: Server,
  secret: Access['secret'],
  act: (client: MongoClient, hello: Hello) => Promise<T>,
): Promise<T> {
  const login = loginAt(server, secret)
  const client = clientFor(server.address, { timeoutMs: lookMs, name: 'murphy', login })
  try {
    await connected(client)
    const asked = async () => await act(client, (await client.db('admin').command({ hello: 1 })) as Hello)
    return await within(2 * lookMs, 'the answer', asked())
  } catch (cause) {
    if (cause instanceof MurphyError) throw cause
    const who = login === undefined ? 'anybody' : login.user
    throw new MurphyError('broken', `The server ${named(server)} does not let ${who} look: ${messageOf(cause)}.`, {
      hint: 'The user is MONGODB_USER, the password MONGODB_PASSWORD, or what --secrets FILE says; TLS is not spoken.',
      cause,
    })
  } finally {
    drop(client)
  }
}

/** Acts on the one that leads. */
export async function onPrimary<T>({ servers, secret }: Access, act: (client: MongoClient) => Promise<T>): Promise<T> {
  const failures: string[] = []
  for (const server of servers) {
    try {
      const done = await onServer(server, secret, async (client, hello) =>
        hello.isWritablePrimary ? { answer: await act(client) } : undefined,
      )
      if (done !== undefined) return done.answer
    } catch (error) {
      failures.push(messageOf(error))
    }
  }
  throw new MurphyError(
    'broken',
    `No primary was found among the servers${failures.length > 0 ? `: ${failures.join(' ')}` : '.'}`,
  )
}
