/**
 * A failure that a user can act on: one sentence that says what happened and where, one that says what to do next.
 * The CLI prints it without a stack trace; `verdict` tells apart a user's mistake (254) and a broken harness (255).
 */
export class MurphyError extends Error {
  override name = 'MurphyError'
  readonly kind: 'usage' | 'broken'
  readonly hint: string | undefined

  constructor(kind: 'usage' | 'broken', message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.hint = options.hint
  }
}

/**
 * This machine lacks what it takes (an engine, an image that nobody gives): nothing of the database's or of Murphy's was
 * put to the test.
 */
export class Unavailable extends MurphyError {
  override name = 'Unavailable'

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super('broken', message, options)
  }
}
