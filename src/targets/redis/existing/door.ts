import { messageOf } from '../../common/error-table.ts'
import type { Door } from '../../common/existing/door.ts'
import type { Access } from '../../target.ts'
import { Connection } from '../connection.ts'
import { infoFields } from '../look.ts'
import { loginAt } from './credentials.ts'

const lookMs = 5000

export function doorOf(secret: Access['secret']): Door<Connection> {
  return {
    user: (server) => loginAt(server, secret).user,
    open: (server) => Connection.open(server.address, lookMs, loginAt(server, secret)),
    close: (connection) => connection.close(),
    leads: async (connection) => (await info(connection)).get('role') === 'master',
    hint: (refusal) =>
      messageOf(refusal).startsWith('NOPERM')
        ? 'The user needs to read, to write and to look: docs/existing-clusters.md has the ACL SETUSER for it.'
        : 'The password is REDISCLI_AUTH, or what --secrets FILE says; for TLS write rediss:// and name the signer as ?cacert=ca.pem.',
  }
}

export async function info(connection: Connection): Promise<ReadonlyMap<string, string>> {
  return infoFields(String(await connection.send('INFO')))
}
