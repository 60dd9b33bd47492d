import type { Operation } from 'porcupine-wasm'
import { Random } from '../src/op/random.ts'

/** What kind of history to make. */
export interface Shape {
  readonly ops: number
  readonly concurrency: number
  /** Share of operations whose answer never comes; about half of them take effect. */
  readonly indeterminate?: number
  /** Share of answered reads whose output is replaced by another value. */
  readonly mutated?: number
  readonly seed: number
}

/** One object: asks for an operation and carries it out at its linearization point. */
export interface Subject {
  ask(random: Random, nth: number): { readonly f: string; readonly value?: unknown }
  /** Carries it out and answers; may settle what was asked for where that was left open (`value: undefined`). */
  apply(asked: { readonly f: string; readonly value?: unknown }): { readonly output: unknown; readonly value?: unknown }
  /** A wrong answer to put in place of a right one, or undefined where the op has no answer worth changing. */
  mutate?(asked: { readonly f: string }, output: unknown, random: Random): unknown
}

interface Client {
  process: number
  asked?: { readonly f: string; readonly value?: unknown }
  invoke: number
  output: unknown
  /** pending: invoked; done: took effect, not answered. */
  stage: 'idle' | 'pending' | 'done'
  lost: boolean
}

/** An operation while it is made. All of one shape, as a recorder's are: objects of many shapes are slow to read. */
interface Draft extends Operation {
  value: unknown
  output: unknown
  complete: number
}

/**
 * A history of a correct object under `concurrency` clients: at each tick one client, drawn at random, invokes, takes
 * effect, or answers. Operations in order of invocation; the tick is the time.
 */
export function makeHistory(subject: Subject, shape: Shape): Operation[] {
  const random = new Random(shape.seed)
  const history: Draft[] = []
  const clients = Array.from(
    { length: shape.concurrency },
    (_, process): Client => ({ process, invoke: 0, output: undefined, stage: 'idle', lost: false }),
  )
  const slots: number[] = clients.map(() => -1)
  let processes = shape.concurrency
  let asked = 0
  for (let tick = 0; history.length < shape.ops || clients.some((client) => client.stage !== 'idle'); tick++) {
    const at = random.int(clients.length)
    const client = clients[at] as Client
    if (client.stage === 'idle') {
      if (asked === shape.ops) continue
      client.asked = subject.ask(random, asked++)
      client.invoke = tick
      client.lost = random.float() < (shape.indeterminate ?? 0)
      client.stage = 'pending'
      const { f, value } = client.asked
      const { process } = client
      slots[at] =
        history.push({ f, value, output: undefined, invoke: tick, complete: Number.POSITIVE_INFINITY, process }) - 1
      if (client.lost && random.float() < 0.5) {
        client.stage = 'idle'
        client.process = processes++
      }
    } else if (client.stage === 'pending') {
      const done = subject.apply(client.asked ?? { f: '' })
      client.output = done.output
      if (done.value !== undefined) (history[slots[at] as number] as Draft).value = done.value
      client.stage = client.lost ? 'idle' : 'done'
      if (client.lost) client.process = processes++
    } else {
      const op = history[slots[at] as number] as Draft
      const wrong =
        subject.mutate && random.float() < (shape.mutated ?? 0) ? subject.mutate(op, client.output, random) : undefined
      op.complete = tick
      op.output = wrong ?? client.output
      client.stage = 'idle'
    }
  }
  return history
}

/**
 * A register: half reads, the rest writes and, with `cas`, as many compare-and-sets as writes. `domain` 0: every value
 * is unique. `cas: 'fitting'`: they name the value that they find, so that none is refused.
 */
export function registerSubject(domain: number, cas?: 'any' | 'fitting'): Subject {
  let value: number | null = null
  let unique = 0
  const fresh = (random: Random) => (domain > 0 ? random.int(domain) : ++unique)
  return {
    ask(random) {
      const draw = random.float()
      if (draw < 0.5) return { f: 'read' }
      if (!cas || draw < 0.75) return { f: 'write', value: fresh(random) }
      return { f: 'cas', value: [domain > 0 ? random.int(domain) : value, fresh(random)] }
    },
    apply({ f, value: asked }) {
      if (f === 'read') return { output: value }
      if (f === 'write') {
        value = asked as number
        return { output: value }
      }
      const [from, to] = asked as [number, number]
      const found = value
      if (cas === 'any' && found !== from) return { output: false }
      value = to
      return { output: true, ...(cas === 'fitting' && { value: [found, to] }) }
    },
    mutate({ f }, output, random) {
      if (f !== 'read') return undefined
      return domain > 0 ? ((output as number) + 1) % domain : Math.max(1, (output as number) - random.int(5) - 1)
    },
  }
}

/** A FIFO queue of distinct values. */
export function queueSubject(): Subject {
  const queue: number[] = []
  let unique = 0
  return {
    ask: (random) => (random.float() < 0.5 ? { f: 'dequeue' } : { f: 'enqueue', value: ++unique }),
    apply({ f, value }) {
      if (f === 'dequeue') return { output: queue.shift() ?? null }
      queue.push(value as number)
      return { output: value }
    },
  }
}
