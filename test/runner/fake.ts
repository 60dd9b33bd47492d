import type { Client } from '../../src/client/client.ts'
import type { Liftable } from '../../src/generator/index.ts'
import { lift } from '../../src/generator/index.ts'
import type { Completion, Invocation, Op } from '../../src/op/op.ts'
import { monotonic } from '../../src/op/time.ts'
import { type RunnableTest, type RunSummary, runTest } from '../../src/runner/index.ts'

/** A client whose parts a test overrides, and which writes down what is done with it. */
export interface FakeOptions {
  readonly open?: (node: string) => Promise<void> | void
  readonly setup?: (node: string) => Promise<void> | void
  readonly teardown?: (node: string) => Promise<void> | void
  readonly close?: (node: string) => Promise<void> | void
  readonly invoke?: (op: Invocation, client: { readonly id: number; readonly node: string }) => unknown
}

export interface Fake {
  readonly client: Client
  /** `open n1 #1`, `invoke #1 read`, `close #1` … in order. */
  readonly calls: string[]
}

export function fakeClient(options: FakeOptions = {}): Fake {
  const calls: string[] = []
  let opened = 0
  const make = (id: number, node: string): Client => ({
    open: async (to) => {
      await options.open?.(to)
      const next = ++opened
      calls.push(`open ${to} #${next}`)
      return make(next, to)
    },
    setup: async () => {
      calls.push(`setup ${node}`)
      await options.setup?.(node)
    },
    invoke: (op) => {
      calls.push(`invoke #${id} ${op.f}`)
      return (options.invoke?.(op, { id, node }) ?? Promise.resolve({ type: 'ok' })) as Promise<Completion>
    },
    teardown: async () => {
      calls.push(`teardown ${node}`)
      await options.teardown?.(node)
    },
    close: async () => {
      calls.push(`close #${id}`)
      await options.close?.(node)
    },
  })
  return { client: make(0, ''), calls }
}

export interface Ran {
  readonly history: Op[]
  readonly lines: string[]
  /** How the run ended: its summary or what it threw. */
  readonly summary: RunSummary | undefined
  readonly error: unknown
}

/** Runs a test with defaults that each case overrides; never rejects. */
export async function run(generator: Liftable, test: Partial<RunnableTest> = {}): Promise<Ran> {
  const history: Op[] = []
  const lines: string[] = []
  const whole: RunnableTest = {
    nodes: ['n1', 'n2', 'n3'],
    concurrency: 2,
    client: fakeClient().client,
    timeout: { kind: 'fixed', ms: 5000 },
    log: (line) => void lines.push(line),
    clock: monotonic(),
    ...test,
    record: (ops) => {
      test.record?.(ops)
      history.push(...ops)
    },
    generator: lift(generator),
  }
  try {
    return { history, lines, summary: await runTest(whole), error: undefined }
  } catch (error) {
    return { history, lines, summary: undefined, error }
  }
}

/** Ops as short strings: `0 invoke read`. */
export function brief(history: readonly Op[]): string[] {
  return history.map((op) => `${op.process} ${op.type} ${op.f}${op.error === undefined ? '' : ` ${op.error.kind}`}`)
}

export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** Never settles. */
export const forever = <T>(): Promise<T> => new Promise<T>(() => {})
