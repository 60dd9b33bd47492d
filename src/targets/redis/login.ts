import type { ConnectionOptions } from 'node:tls'

/** As whom, and how, to speak to a server; nothing said: as its default user, without a password and in the clear. */
export interface Login {
  readonly user?: string
  /** A function, so that nothing that prints a login shows it. */
  readonly password?: () => string
  /** By number; absent: 0. */
  readonly database?: number
  /** Present where connections are encrypted. */
  readonly tls?: ConnectionOptions
}
