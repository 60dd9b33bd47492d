import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../src/client/client.ts'
import type { Completion, Invocation } from '../src/op/op.ts'

export interface Patience {
  /** How long an op is tried again, ms. */
  readonly patienceMs: number
  /** How long one attempt waits for its answer, ms. */
  readonly attemptMs: number
}

/**
 * A client that tries an `add` again, on a fresh connection, until it is acknowledged: as many applications and drivers
 * do. What it says of an op is what its user would see: ok, however often it took; and info when one attempt at least
 * may have been done and none was acknowledged.
 */
export function retryingClient(inner: Client, patience: Patience): Client {
  return new RetryingClient(inner, inner, '', patience)
}

class RetryingClient implements Client {
  readonly #base: Client
  #inner: Client
  readonly #node: string
  readonly #patience: Patience
  #closed = false

  constructor(base: Client, inner: Client, node: string, patience: Patience) {
    this.#base = base
    this.#inner = inner
    this.#node = node
    this.#patience = patience
  }

  async open(node: string): Promise<Client> {
    return new RetryingClient(this.#base, await this.#base.open(node), node, this.#patience)
  }

  async setup(): Promise<void> {
    await this.#inner.setup()
  }

  async invoke(op: Invocation): Promise<Completion> {
    if (op.f !== 'add') return await this.#inner.invoke(op)
    const end = performance.now() + this.#patience.patienceMs
    let last = await this.#attempt(op)
    let uncertain = last.type === 'info'
    while (last.type !== 'ok' && !this.#closed && performance.now() < end) {
      await sleep(50)
      last = await this.#attempt(op)
      uncertain ||= last.type === 'info'
    }
    return last.type !== 'ok' && uncertain ? { ...last, type: 'info' } : last
  }

  async teardown(): Promise<void> {
    await this.#inner.teardown()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#inner.close()
  }

  /** One that is not answered in time is given up together with its connection. */
  async #attempt(op: Invocation): Promise<Completion> {
    const timer = new AbortController()
    const late = sleep(this.#patience.attemptMs, 'late' as const, { signal: timer.signal })
    const inner = this.#inner
    try {
      const answer = await Promise.race([inner.invoke(op), late])
      if (answer !== 'late') return answer
    } finally {
      timer.abort()
    }
    this.#inner = await this.#base.open(this.#node)
    await inner.close()
    return { type: 'info', error: { kind: 'timeout', message: `no answer within ${this.#patience.attemptMs} ms` } }
  }
}
