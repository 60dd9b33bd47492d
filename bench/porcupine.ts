import {
  type CheckOptions,
  casRegister,
  checkOperations,
  fifoQueue,
  type Model,
  type Operation,
  register,
} from 'porcupine-wasm'
import type { Case } from './case.ts'
import { makeHistory, queueSubject, registerSubject, type Shape, type Subject } from './porcupine-histories.ts'
import { recordedLogs } from './recorded-logs.ts'
import type { Mark, Outcome, Row } from './row.ts'

/** A row with what Go Porcupine is asked beside it. */
export interface LinearizabilityRow extends Row {
  /** Go Porcupine's model. */
  readonly native: string
  /** What both are asked in a round. */
  readonly cases: (seed: number) => readonly Case[]
  /** Too much for Go Porcupine: it runs out of memory. */
  readonly huge: boolean
}

interface Family {
  readonly name: string
  readonly model: () => Model
  readonly subject: () => Subject
  readonly shape: Omit<Shape, 'seed'>
  readonly mark?: Mark
  /** Reductions, where not all. */
  readonly rules?: number
  /** Only what is not linearizable counts: most mutated histories of few values are. */
  readonly illegal?: true
  /** Go Porcupine's model of it, if not the register. */
  readonly native?: string
  /** See Row. */
  readonly times?: number
}

const unique = () => registerSubject(0)
const few = () => registerSubject(5)
const swaps = () => registerSubject(5, 'any')
const queue = () => fifoQueue() as Model

/** `atLeast` and `aim` in ms; memory is the same for all that have no limit of their own, MB. */
const within = (atLeast: number, aim: number, mb = 300): Mark => ({ least: { ms: atLeast, mb }, aim: { ms: aim } })
const faster = (atLeast: number, aim: number): Mark => ({ least: { times: atLeast, mb: 300 }, aim: { times: aim } })
const sameTree = { model: register, subject: unique, rules: 0, mark: faster(10, 20) }
const linearizable = within(200, 50)
const mutated = { shape: { ops: 10_000, concurrency: 50, mutated: 0.01 }, mark: within(1000, 200) }
const refused = { model: casRegister, subject: swaps, mark: within(5000, 500) }

const families: readonly Family[] = [
  { name: 'same search tree, register, 1k ops, c5', ...sameTree, times: 1000, shape: { ops: 1000, concurrency: 5 } },
  { name: 'same search tree, register, 1k ops, c10', ...sameTree, times: 200, shape: { ops: 1000, concurrency: 10 } },
  { name: 'same search tree, register, 1k ops, c15', ...sameTree, times: 10, shape: { ops: 1000, concurrency: 15 } },
  { name: 'same search tree, register, 1k ops, c20', ...sameTree, shape: { ops: 1000, concurrency: 20 } },
  { name: 'same search tree, register, 10k ops, c5', ...sameTree, times: 20, shape: { ops: 10_000, concurrency: 5 } },
  { name: 'same search tree, register, 10k ops, c10', ...sameTree, times: 5, shape: { ops: 10_000, concurrency: 10 } },
  ...[20, 50, 100].flatMap((concurrency): Family[] => {
    const shape = { ops: 10_000, concurrency }
    const mark = linearizable
    return [
      { name: `register, few values, 10k ops, c${concurrency}`, model: register, subject: few, shape, mark },
      { name: `register, unique values, 10k ops, c${concurrency}`, model: register, subject: unique, shape, mark },
    ]
  }),
  {
    name: 'register, unique values, 10k ops, c20, search only',
    model: register,
    subject: unique,
    shape: { ops: 10_000, concurrency: 20 },
    rules: 127,
    mark: linearizable,
  },
  {
    name: 'register, few values, 1M ops, c50',
    model: register,
    subject: few,
    shape: { ops: 1_000_000, concurrency: 50 },
    mark: within(2000, 500),
  },
  {
    name: 'register, unique values, 1M ops, c50, 5 % indeterminate',
    model: register,
    subject: unique,
    shape: { ops: 1_000_000, concurrency: 50, indeterminate: 0.05 },
    mark: within(300, 100, 200),
  },
  {
    name: 'cas-register, unique values, no failed cas, 1M ops, c50',
    model: casRegister,
    subject: () => registerSubject(0, 'fitting'),
    shape: { ops: 1_000_000, concurrency: 50 },
    mark: within(1000, 300),
  },
  { name: 'register, few values, 10k ops, c50, illegal', model: register, subject: few, ...mutated, illegal: true },
  {
    name: 'register, unique values, 10k ops, c50, illegal',
    model: register,
    subject: unique,
    ...mutated,
    illegal: true,
  },
  {
    name: 'cas-register, failed cas, 10k ops, c20, 1 % indeterminate',
    ...refused,
    shape: { ops: 10_000, concurrency: 20, indeterminate: 0.01 },
  },
  {
    name: 'cas-register, failed cas, 10k ops, c20, 1 % indeterminate, illegal',
    ...refused,
    illegal: true,
    shape: { ops: 10_000, concurrency: 20, indeterminate: 0.01, mutated: 0.01 },
  },
  {
    name: 'fifo-queue, distinct values, 100k ops, c20',
    model: queue,
    subject: queueSubject,
    native: 'fifo-queue',
    shape: { ops: 100_000, concurrency: 20 },
    mark: within(2000, 300),
  },
]

/** In the order of the table, synthetic histories first. */
export function linearizabilityRows(_options: { readonly long: boolean }): LinearizabilityRow[] {
  return [...families.map(synthetic), ...recorded()]
}

function synthetic(family: Family): LinearizabilityRow {
  const { name, model, shape, mark, rules, times, native = 'register' } = family
  const cases = (seed: number) => [{ model: model(), ops: historyOf(family, seed) }]
  const make = (seed: number) => checking(cases(seed), rules === undefined ? {} : { rules })
  const huge = shape.ops > 100_000
  return { name, make, cases, native, rounds: 5, huge, ...(times && { times }), ...(mark && { mark }) }
}

function historyOf({ model, subject, shape, illegal }: Family, seed: number): Operation[] {
  for (let attempt = 0; ; attempt++) {
    const ops = makeHistory(subject(), { ...shape, seed: seed + 1000 * attempt })
    if (!illegal) return ops
    const { verdict } = checkOperations(model(), ops, { explain: false, timeoutMs: 30_000 })
    if (verdict === 'invalid') return ops
  }
}

/** Recorded logs, where this checkout has them beside it. */
function recorded(): LinearizabilityRow[] {
  const { etcd, keyValues } = recordedLogs()
  const row = (
    name: string,
    native: string,
    cases: readonly Case[],
    more: Pick<LinearizabilityRow, 'mark' | 'times'> = {},
    options: CheckOptions = {},
  ) => {
    if (cases.length === 0) return []
    const make = () => checking(cases, options)
    return [{ name, native, cases: () => cases, make, rounds: 5, huge: false, ...more }]
  }
  return [
    ...row(`the ${etcd.length} recorded etcd logs together`, 'register', etcd, {
      mark: faster(20, 60),
      times: 10,
    }),
    ...row(`the ${keyValues.length} recorded key-value logs together`, 'key-value', keyValues, { times: 20 }),
    ...keyValues
      .filter(({ name }) => name.startsWith('c10'))
      .flatMap((log) =>
        row(
          `key-value log ${log.name}, all keys at once`,
          'key-value together',
          [log],
          { mark: within(500, 50) },
          { partition: false },
        ),
      ),
  ]
}

/** One instance of the core for all of them, as users have it. */
function checking(cases: readonly Case[], options: CheckOptions): () => Outcome {
  return () => {
    const verdicts = new Map<string, number>()
    let searchBytes = 0
    for (const { model, ops } of cases) {
      const { verdict, objects } = checkOperations(model, ops, { explain: false, timeoutMs: 30_000, ...options })
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
      searchBytes = objects.reduce((most, { stats }) => Math.max(most, stats.bytes), searchBytes)
    }
    const all = [...verdicts].map(([verdict, n]) => (cases.length === 1 ? verdict : `${n} ${verdict}`))
    return { verdict: all.join(' and '), searchBytes }
  }
}
