/** The commit of a transaction was sent, and answered with an error or not at all. */
export class CommitFailed extends Error {
  override name = 'CommitFailed'

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
