/**
 * A transaction of several statements failed before its commit was sent, so whatever the cause, it did not happen and
 * never will: a server commits only what it was told to. `open`: it could not be rolled back, and the connection
 * cannot be used for another.
 */
export class NotCommitted extends Error {
  override name = 'NotCommitted'
  readonly open: boolean

  constructor(cause: unknown, open: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.open = open
  }
}
