import type { ConnectionOptions } from 'node:tls'
import { database, user } from './config.ts'

/** As whom a connection is made, and where its unqualified names lead. */
export interface Login {
  readonly user: string
  readonly database: string
  /** A function, so that nothing that prints or stores a login shows it. */
  readonly password?: (() => string) | undefined
  /** Default: in the clear. */
  readonly tls?: ConnectionOptions
  /** Default: the server's own search path. */
  readonly schema?: string
}

/** By node; undefined on Murphy's own servers. */
export type LoginOf = (node: string) => Login | undefined

/** Murphy's own servers trust everybody who reaches them. */
export const own: Login = { user, database }
