import { ErrorReply } from '@redis/client'
import type { Ping } from '../../cluster/cluster.ts'
import { asking } from '../common/asking.ts'
import { Connection } from './connection.ts'

/** Whether a Redis server answers at the address: to PING with PONG, or with the reason why it does not serve now. */
export const ping = asking({
  say: 'PING\r\n',
  isAnswer: (heard) => ['+', '-'].includes(heard.toString('latin1', 0, 1)),
})

/** The same over TLS; whoever answers, since nothing is told to him. */
export const pingOverTls: Ping = (address, timeoutMs) =>
  Connection.open(address, timeoutMs, { tls: { rejectUnauthorized: false } }).then(
    (connection) => {
      connection.close()
      return true
    },
    (error: unknown) => error instanceof Error && error.cause instanceof ErrorReply,
  )
