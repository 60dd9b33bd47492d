import type { Door } from '../../common/existing/door.ts'
import type { Access } from '../../target.ts'
import { Connection } from '../connection.ts'
import { loginAt } from './credentials.ts'
import type { Family } from './topology.ts'

const connectMs = 5000

/** Who may log in, but not do this (MySQL 9.4 Error Message Reference, 2 Server Errors). */
const lacksPrivilege = new Set([1044, 1142, 1143, 1227, 1370])

export function doorOf(secret: Access['secret'], { leads, grants }: Family): Door<Connection> {
  return {
    user: (server) => loginAt(server, secret).user,
    open: (server) => Connection.open(server.address, { timeoutMs: connectMs, login: loginAt(server, secret) }),
    close: (connection) => connection.close(),
    async leads(connection) {
      const { rows } = await connection.query<{ leads: number | string }>({ text: leads })
      return Number(rows[0]?.leads) === 1
    },
    hint: (refusal) =>
      lacksPrivilege.has(Number((refusal as { errno?: unknown }).errno))
        ? `The user needs more privileges: ${grants}.`
        : 'The user is said in the URL or in ~/.my.cnf, the password in MYSQL_PWD, ~/.my.cnf, or what --secrets FILE says.',
  }
}
