import type { OpEvent } from '../generator/generator.ts'
import type { Thread } from '../generator/thread-set.ts'
import type { Completion, OpError } from '../op/op.ts'
import { ClientWorker } from './client-worker.ts'
import { Deadlines } from './deadlines.ts'
import { NemesisWorker } from './nemesis-worker.ts'
import { patience } from './patience.ts'
import type { RunnableTest } from './test.ts'
import type { Worker } from './worker.ts'

/** The workers of a run: one a client thread, and one for the nemesis. */
export class Workers {
  readonly #clients: readonly Worker[]
  readonly #nemesis: Worker
  readonly #deadlines: Deadlines

  constructor(test: RunnableTest, answer: (thread: Thread, completion: Completion) => void) {
    const shared = {
      client: test.client,
      nodes: test.nodes,
      patience: patience(test.timeout),
      clock: test.clock,
      log: test.log,
      watch: (deadline: number) => this.#deadlines.watch(deadline),
    }
    this.#clients = Array.from(
      { length: test.concurrency },
      (_, thread) => new ClientWorker({ ...shared, answer: (completion) => answer(thread, completion) }),
    )
    this.#nemesis = new NemesisWorker(test, (completion) => answer('nemesis', completion))
    this.#deadlines = new Deadlines(test.clock, this.#clients)
  }

  start(op: OpEvent): void {
    this.#of(op)?.start(op)
  }

  /** Answers every open op with an error in place of the database. */
  abandon(error: OpError): void {
    for (const worker of [...this.#clients, this.#nemesis]) worker.abandon(error)
  }

  async close(): Promise<void> {
    this.#deadlines.stop()
    this.abandon({ kind: 'aborted', message: 'the run is over' })
    await Promise.all([...this.#clients, this.#nemesis].map((worker) => worker.close()))
  }

  /** A process keeps to its thread: both are equal modulo the number of client threads. */
  #of(op: OpEvent): Worker | undefined {
    return op.process === 'nemesis' ? this.#nemesis : this.#clients[op.process % this.#clients.length]
  }
}
