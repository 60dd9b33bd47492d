import { any, type Generator, iterate, stagger } from '../src/generator/index.ts'
import type { Option } from '../src/op/option.ts'
import { SECOND } from '../src/op/time.ts'
import { lastReads } from './last-reads.ts'
import { retryingClient } from './retrying-client.ts'
import { routedClient, type Work } from './routed-client.ts'
import type { Workload, WorkloadOptions } from './workload.ts'

const idempotencyKey: Option = {
  name: 'idempotency-key',
  about: 'whether each request has a name under which the database does it only once',
  values: ['off', 'on'],
  default: 'off',
}

const retryFor: Option = {
  name: 'retry-for',
  about: 'how long a client tries again when it does not know what became of an insert, s',
  default: 10,
}

/** How long a client waits for one answer before it asks again, ms. */
const attemptMs = 500

/**
 * What an application does that retries what timed out: the insert whose answer was lost has been done, and is done
 * again. Without a unique key the row is then there twice; with an idempotency key it is not. Each element is inserted
 * by one op, so any that is there more than once was retried.
 */
export const retry: Workload = {
  name: 'retry',
  about: 'inserts rows without a unique key, again where no answer comes; each must be there in the end, once',
  dataType: 'inserts',
  options: [idempotencyKey, retryFor],
  build: (options) => {
    const withKey = options.options[idempotencyKey.name] === 'on'
    const patienceMs = Number(options.options[retryFor.name]) * 1000
    return {
      client: retryingClient(routedClient(options, insertWork(withKey)), { patienceMs, attemptMs }),
      generator: load(options),
      final: lastReads(options),
      checkers: [{ name: 'lost-writes' }, { name: 'stats' }, { name: 'availability' }, { name: 'faults' }],
      leastTimeoutMs: patienceMs + 2 * attemptMs,
    }
  },
}

function load({ random }: WorkloadOptions): Generator {
  return any(
    stagger(random, SECOND, () => ({ f: 'read' })),
    iterate((n) => ({ f: 'add', value: n })),
  )
}

/** `add` of an integer, `read` of all: the ops of a set, so that they are judged as one. */
export function insertWork(withKey: boolean): Work<'inserts'> {
  return {
    type: 'inserts',
    isRead: (op) => op.f === 'read',
    async perform(session, { f, value }) {
      switch (f) {
        case 'add':
          await session.insert(value as number, withKey ? `add ${value}` : null)
          return { type: 'ok' }
        case 'read':
          return { type: 'ok', value: await session.read() }
        default:
          throw new TypeError(`inserts have no op "${f}"`)
      }
    },
  }
}
