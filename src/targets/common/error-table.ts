import type { Classify } from '../../client/errors.ts'
import { CannotConnect } from './cannot-connect.ts'
import { NotCommitted } from './not-committed.ts'
import { NotInService } from './not-in-service.ts'

/** What an error proves; see `client/errors.ts`. */
export interface Entry {
  readonly kind: string
  readonly definite: boolean
  readonly fatal?: true
}

/** A target's own tables; undefined: nothing is known of the error. */
export interface ErrorTables {
  /** What the server itself said. */
  fromServer(error: unknown): Entry | undefined
  /** What the driver, or a session of ours, says. */
  fromDriver(error: unknown): Entry | undefined
}

/** Nothing was ever sent over a connection that was not made. */
const cannotConnect: Entry = { kind: 'cannot-connect', definite: true, fatal: true }

/** Sorts errors by a target's tables and by what all targets have in common. What nobody knows is indefinite and fatal. */
export function classifier({ fromServer, fromDriver }: ErrorTables): Classify {
  function find(error: unknown): Entry {
    if (error instanceof CannotConnect) return { ...cannotConnect, ...kindOf(fromServer(error.cause)) }
    if (error instanceof NotInService) return { ...cannotConnect, kind: 'not-in-service' }
    if (error instanceof NotCommitted) {
      const { kind, fatal = false } = find(error.cause)
      return { kind, definite: true, ...(fatal || error.open ? { fatal: true } : {}) }
    }
    return fromServer(error) ?? fromDriver(error) ?? { kind: 'unknown-error', definite: false, fatal: true }
  }
  return (error) => {
    const { kind, definite, fatal = false } = find(error)
    return { kind, message: messageOf(error), definite, fatal }
  }
}

function kindOf(entry: Entry | undefined): { kind?: string } {
  return entry === undefined ? {} : { kind: entry.kind }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
