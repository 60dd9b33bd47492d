import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../src/client/client.ts'
import type { DataTypeName, DataTypes } from '../src/client/data-types.ts'
import type { Completion, Invocation } from '../src/op/op.ts'
import { Sessions } from './sessions.ts'
import type { SystemFace, WorkloadOptions } from './workload.ts'

/** What a workload does, told apart from where it does it. */
export interface Work<T extends DataTypeName> {
  readonly type: T
  /** What must be there before the first op, beyond what the type creates; idempotent. */
  prepare?(session: DataTypes[T]): Promise<void>
  /** A pure read changes nothing: when it goes wrong it did not happen, whatever the error proves (J#120). */
  isRead(op: Invocation): boolean
  /** Performs the op; the errors that it throws are sorted by the target's table. */
  perform(session: DataTypes[T], op: Invocation): Promise<Completion>
}

/**
 * An op that sends all reads after it to the primary: final reads judge what survived, and a standby may lag. It is an
 * op because a client knows no phases, and so that the history tells where reads went.
 */
export const readsFromPrimary = { f: 'reads-from-primary' } as const

/** Set-up is in no hurry, ms. */
const setUpWaitMs = 10_000

type Options = Pick<WorkloadOptions, 'system' | 'reads' | 'writes'> & {
  /** Pause after a session could not be opened, so that a dead node does not flood the history. */
  readonly backOffMs?: number
}

/**
 * The client of workloads: where writes go to the primary, it asks the service discovery for each op, as an application
 * would; it holds one session a node. Nothing is connected before the first op, so `open` never fails.
 */
export function routedClient<T extends DataTypeName>(options: Options, work: Work<T>): Client {
  return new RoutedClient(options, work, { setUp: undefined, reads: options.reads }, undefined)
}

/** What all copies of a client have in common. */
interface Shared {
  /** Asked for once a node and done once: two sessions that create one table disturb each other. */
  setUp: Promise<void> | undefined
  reads: WorkloadOptions['reads']
}

class RoutedClient<T extends DataTypeName> implements Client {
  readonly #options: Options
  readonly #work: Work<T>
  readonly #shared: Shared
  readonly #node: string | undefined
  readonly #system: SystemFace
  readonly #sessions: Sessions<T>

  constructor(options: Options, work: Work<T>, shared: Shared, node: string | undefined) {
    this.#options = options
    this.#work = work
    this.#shared = shared
    this.#node = node
    this.#system = options.system
    this.#sessions = new Sessions(options.system, work.type)
  }

  async open(node: string): Promise<Client> {
    return new RoutedClient(this.#options, this.#work, this.#shared, node)
  }

  async setup(): Promise<void> {
    this.#shared.setUp ??= this.#prepare()
    try {
      await this.#shared.setUp
    } catch (error) {
      this.#shared.setUp = undefined
      throw error
    }
  }

  async invoke(op: Invocation): Promise<Completion> {
    if (op.f === readsFromPrimary.f) {
      this.#shared.reads = 'primary'
      return { type: 'ok' }
    }
    const node = this.#route(op)
    this.#sessions.keepOnly([this.#system.primary(), this.#node ?? node])
    let session: DataTypes[T]
    try {
      session = await this.#sessions.to(node)
    } catch (error) {
      await sleep(this.#options.backOffMs ?? 100)
      const reason = error instanceof Error ? error.message : String(error)
      return { type: 'fail', error: { kind: 'no-client', message: `no session with ${node}: ${reason}` }, node }
    }
    try {
      return { ...(await this.#work.perform(session, op)), node }
    } catch (error) {
      const { definite, fatal, kind, message } = this.#system.classify(error)
      // Who does not know what became of the op does not know the state of the session either.
      if (fatal || !definite) this.#sessions.drop(node)
      return { type: definite || this.#work.isRead(op) ? 'fail' : 'info', error: { kind, message }, node }
    }
  }

  /** Data stay where they are; the cluster is taken down whole. */
  async teardown(): Promise<void> {}

  async close(): Promise<void> {
    this.#sessions.close()
  }

  #route(op: Invocation): string {
    const place = this.#work.isRead(op) ? this.#shared.reads : this.#options.writes
    return place === 'any-node' && this.#node !== undefined ? this.#node : this.#system.primary()
  }

  async #prepare(): Promise<void> {
    const session = await this.#sessions.to(this.#system.primary(), setUpWaitMs)
    await session.setup()
    await this.#work.prepare?.(session)
  }
}
