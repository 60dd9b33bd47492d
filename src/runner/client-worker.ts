import type { Client } from '../client/client.ts'
import type { OpEvent } from '../generator/generator.ts'
import type { Completion, Invocation, Nanos, OpError, Process } from '../op/op.ts'
import { MS } from '../op/time.ts'
import { completionProblems } from './completion.ts'
import type { Patience } from './patience.ts'
import { type Answer, messageOf, type Worker } from './worker.ts'

export interface ClientWorkerOptions {
  readonly client: Client
  readonly nodes: readonly string[]
  readonly patience: Patience
  readonly clock: () => Nanos
  readonly log: (line: string) => void
  /** Tells the keeper of deadlines of a new one. */
  readonly watch: (deadline: Nanos) => void
  readonly answer: Answer
}

/** How soon after a failed attempt to connect the next one is made, ms: a dead node must not fill the history. */
const reconnectMs = 50

/** An op under way. A worker that has given one up knows a late answer by it. */
interface Attempt {
  readonly op: OpEvent
  readonly node: string
  /** Nothing has reached the database before it is true: an attempt given up until then has failed for certain. */
  sent: boolean
  began: Nanos
}

/** Performs client ops, each process with a client of its own, on node (process mod nodes). */
export class ClientWorker implements Worker {
  deadline: Nanos = Number.POSITIVE_INFINITY
  readonly #options: ClientWorkerOptions
  #client: Client | undefined
  #process: Process | undefined
  #attempt: Attempt | undefined
  #reconnectAt: Nanos = 0
  readonly #closing = new Set<Promise<void>>()

  constructor(options: ClientWorkerOptions) {
    this.#options = options
  }

  start(op: OpEvent): void {
    const { nodes, clock } = this.#options
    const node = nodes[Number(op.process) % nodes.length] ?? ''
    const attempt: Attempt = { op, node, sent: false, began: clock() }
    this.#attempt = attempt
    if (this.#client !== undefined && this.#process === op.process) {
      this.#invoke(attempt, this.#client)
      return
    }
    this.#drop()
    void this.#open(attempt)
  }

  expire(): void {
    const attempt = this.#attempt
    if (attempt === undefined) return
    const waited = this.#options.clock() - attempt.began
    const ms = Math.round(waited / MS)
    if (!attempt.sent) {
      this.#noClient(attempt, `no connection to ${attempt.node} within ${ms} ms`)
      return
    }
    this.#options.patience.took(waited)
    this.#finish(attempt, indeterminate('timeout', `no answer within ${ms} ms`))
  }

  abandon(error: OpError): void {
    const attempt = this.#attempt
    if (attempt !== undefined) this.#finish(attempt, { type: attempt.sent ? 'info' : 'fail', error })
  }

  async close(): Promise<void> {
    this.#drop()
    await Promise.all(this.#closing)
  }

  async #open(attempt: Attempt): Promise<void> {
    const { client, clock, patience } = this.#options
    const pause = (this.#reconnectAt - clock()) / MS
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    if (this.#attempt !== attempt) return
    attempt.began = clock()
    this.#wait(patience.forConnection)
    try {
      const opened = await client.open(attempt.node)
      if (this.#attempt !== attempt) {
        this.#discard(opened)
        return
      }
      this.#client = opened
      this.#process = attempt.op.process
    } catch (error) {
      if (this.#attempt === attempt) this.#noClient(attempt, messageOf(error))
      return
    }
    this.#invoke(attempt, this.#client)
  }

  #invoke(attempt: Attempt, client: Client): void {
    attempt.sent = true
    attempt.began = this.#options.clock()
    this.#wait(this.#options.patience.forAnswer)
    const { f, key, value, process, time } = attempt.op
    const op: Invocation = key === undefined ? { f, value, process, time } : { f, key, value, process, time }
    let answer: Promise<Completion>
    try {
      answer = Promise.resolve(client.invoke(op)) // some clients forget to be asynchronous
    } catch (error) {
      answer = Promise.reject(error)
    }
    answer.then(
      (completion) => this.#answered(attempt, op, completion),
      (error: unknown) => {
        if (this.#attempt === attempt) this.#finish(attempt, indeterminate('client-threw', messageOf(error)))
      },
    )
  }

  #answered(attempt: Attempt, op: Invocation, completion: Completion): void {
    if (this.#attempt !== attempt) return
    this.#options.patience.took(this.#options.clock() - attempt.began)
    const problems = completionProblems(op, completion)
    if (problems.length === 0) {
      this.#finish(attempt, completion)
      return
    }
    const message = `the client's completion of ${op.f} by process ${op.process} is invalid: ${problems.join('; ')}`
    this.#options.log(message)
    this.#finish(attempt, indeterminate('bad-completion', message))
  }

  #noClient(attempt: Attempt, message: string): void {
    this.#reconnectAt = this.#options.clock() + reconnectMs * MS
    this.#finish(attempt, { type: 'fail', error: { kind: 'no-client', message } })
  }

  #finish(attempt: Attempt, completion: Completion): void {
    this.#attempt = undefined
    this.deadline = Number.POSITIVE_INFINITY
    if (completion.type === 'info') this.#drop()
    this.#options.answer(completion.node === undefined ? { ...completion, node: attempt.node } : completion)
  }

  #wait(duration: Nanos): void {
    this.deadline = this.#options.clock() + duration
    this.#options.watch(this.deadline)
  }

  #drop(): void {
    if (this.#client !== undefined) this.#discard(this.#client)
    this.#client = undefined
  }

  #discard(client: Client): void {
    const closing: Promise<void> = Promise.resolve()
      .then(() => client.close())
      .catch((error: unknown) => this.#options.log(`closing a client failed: ${messageOf(error)}`))
      .finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }
}

function indeterminate(kind: string, message: string): Completion {
  return { type: 'info', error: { kind, message } }
}
