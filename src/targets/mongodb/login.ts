/** As whom a connection is made. */
export interface Login {
  readonly user: string
  /** A function, so that nothing that prints or stores a login shows it. */
  readonly password: () => string
  /** The database that knows the user. */
  readonly authSource: string
}

/** By node; undefined where everybody is let in. */
export type LoginOf = (node: string) => Login | undefined
