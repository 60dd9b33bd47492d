import { MurphyError } from '../../../op/failure.ts'
import type { Server } from '../../target.ts'
import { messageOf } from '../error-table.ts'
import { within } from '../wait.ts'

const answerMs = 10_000

/** How servers that are not Murphy's are entered: over their own addresses, so that no fault of ours stands between. */
export interface Door<C> {
  /** As whom; undefined: as nobody in particular. Throws `usage` where what the user said makes no sense. */
  user(server: Server): string | undefined
  open(server: Server): Promise<C>
  close(connection: C): void
  /** Whether writes go to the server. */
  leads(connection: C): Promise<boolean>
  /** What to do about a refusal: where user and password come from, which privilege is missing. */
  hint(refusal: unknown): string
}

export const named = ({ address }: Pick<Server, 'address'>) => `${address.host}:${address.port}`

/** Acts on one server. Rejects with MurphyError `broken` where that one cannot be reached, or does not allow it. */
export async function visit<C, T>(door: Door<C>, server: Server, act: (connection: C) => Promise<T>): Promise<T> {
  const user = door.user(server)
  try {
    const connection = await door.open(server)
    try {
      return await within(answerMs, 'the answer', act(connection))
    } finally {
      door.close(connection)
    }
  } catch (cause) {
    if (cause instanceof MurphyError) throw cause
    throw refused(door, server, user, cause)
  }
}

/** Acts on the server that leads; where several say that they do, on the first that can. */
export async function visitLeader<C, T>(
  door: Door<C>,
  servers: readonly Server[],
  act: (connection: C) => Promise<T>,
): Promise<T> {
  const failures: { readonly leads: boolean; readonly error: MurphyError }[] = []
  for (const server of servers) {
    let leads = false
    try {
      return await visit(door, server, async (connection) => {
        leads = await door.leads(connection)
        if (!leads) throw new DoesNotLead()
        return await act(connection)
      })
    } catch (error) {
      if (!(error instanceof MurphyError)) throw error
      if (!(error.cause instanceof DoesNotLead)) failures.push({ leads, error })
    }
  }
  const telling = failures.find(({ leads }) => leads) ?? (servers.length === 1 ? failures[0] : undefined)
  if (telling !== undefined) throw telling.error
  const hint = failures[0]?.error.hint
  throw new MurphyError(
    'broken',
    `No primary was found among the servers${failures.length > 0 ? `: ${failures.map(({ error }) => error.message).join(' ')}` : '.'}`,
    hint === undefined ? {} : { hint },
  )
}

class DoesNotLead extends Error {}

function refused<C>(door: Door<C>, server: Server, user: string | undefined, cause: unknown): MurphyError {
  const unreachable = codes(cause).find((code) => nobodyThere.has(code))
  if (unreachable !== undefined)
    return new MurphyError('broken', `The server ${named(server)} cannot be reached (${unreachable}).`, {
      hint: 'Does the address fit, does the server run and listen there, and does a firewall let this machine through?',
      cause,
    })
  return new MurphyError(
    'broken',
    `The server ${named(server)} does not let ${user ?? 'anybody'} look: ${messageOf(cause).replace(/\.$/, '')}.`,
    { hint: door.hint(cause), cause },
  )
}

/** Of Node's sockets and its resolver. */
const nobodyThere = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'])

/** Of an error and of what caused it: a name with several addresses has an error for each. */
function codes(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  const own = typeof code === 'string' ? [code] : []
  const several = error instanceof AggregateError ? error.errors.flatMap(codes) : []
  return [...own, ...several, ...codes(cause)]
}
