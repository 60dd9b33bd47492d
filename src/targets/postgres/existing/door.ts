import type { Door } from '../../common/existing/door.ts'
import type { Access } from '../../target.ts'
import { Connection } from '../connection.ts'
import { loginAt } from './credentials.ts'

const connectMs = 5000

export function doorOf(secret: Access['secret']): Door<Connection> {
  return {
    user: (server) => loginAt(server, secret).user,
    open: (server) =>
      Connection.open(server.address, { timeoutMs: connectMs, name: 'murphy', login: loginAt(server, secret) }),
    close: (connection) => connection.close(),
    async leads(connection) {
      const { rows } = await connection.query<{ recovering: boolean }>({
        text: 'select pg_is_in_recovery() as recovering',
      })
      return rows[0]?.recovering === false
    },
    hint: () => 'The user is PGUSER, the password PGPASSWORD, PGPASSFILE, or what --secrets FILE says.',
  }
}
