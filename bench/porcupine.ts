import { existsSync, readdirSync } from 'node:fs'
import { casRegister, checkOperations, fifoQueue, type Model, type Operation, register } from 'porcupine-wasm'
import { operations } from '../src/checkers/linearizable-operations.ts'
import { readHistory } from '../src/history/read.ts'
import { makeHistory, queueSubject, registerSubject, type Shape, type Subject } from './porcupine-histories.ts'

/** One family of histories, as measured. */
export interface Measured {
  readonly family: string
  readonly verdicts: string
  /** CPU time of the whole check without parsing, median of the runs, ms. */
  readonly cpuMs: number
  /** The search's own memory at its largest, MB. */
  readonly searchMb: number
}

interface Family {
  readonly name: string
  readonly model: () => Model
  readonly subject: () => Subject
  readonly shape: Omit<Shape, 'seed'>
  /** Reductions, where not all. */
  readonly rules?: number
}

const unique = () => registerSubject(0)
const few = () => registerSubject(5)
const families: readonly Family[] = [
  {
    name: 'register, unique, 1k ops, c10, no reductions',
    model: register,
    subject: unique,
    shape: { ops: 1000, concurrency: 10 },
    rules: 0,
  },
  { name: 'register, unique, 10k ops, c20', model: register, subject: unique, shape: { ops: 10_000, concurrency: 20 } },
  {
    name: 'register, unique, 10k ops, c20, search only',
    model: register,
    subject: unique,
    shape: { ops: 10_000, concurrency: 20 },
    rules: 127,
  },
  {
    name: 'register, few values, 10k ops, c20',
    model: register,
    subject: few,
    shape: { ops: 10_000, concurrency: 20 },
  },
  {
    name: 'register, few values, 10k ops, c100',
    model: register,
    subject: few,
    shape: { ops: 10_000, concurrency: 100 },
  },
  {
    name: 'register, few values, 10k ops, c50, mutated',
    model: register,
    subject: few,
    shape: { ops: 10_000, concurrency: 50, mutated: 0.01 },
  },
  {
    name: 'register, unique, 10k ops, c50, mutated',
    model: register,
    subject: unique,
    shape: { ops: 10_000, concurrency: 50, mutated: 0.01 },
  },
  {
    name: 'cas-register, refused, 10k ops, c20, f 1 %',
    model: casRegister,
    subject: () => registerSubject(5, 'any'),
    shape: { ops: 10_000, concurrency: 20, indeterminate: 0.01 },
  },
  {
    name: 'cas-register, refused, 10k ops, c20, f 1 %, mutated',
    model: casRegister,
    subject: () => registerSubject(5, 'any'),
    shape: { ops: 10_000, concurrency: 20, indeterminate: 0.01, mutated: 0.01 },
  },
  {
    name: 'fifo-queue, distinct, 100k ops, c20',
    model: () => fifoQueue() as Model,
    subject: queueSubject,
    shape: { ops: 100_000, concurrency: 20 },
  },
]

/** Minutes of work and GB of memory: only when asked for. */
const large: readonly Family[] = [
  {
    name: 'register, few values, 1M ops, c50',
    model: register,
    subject: few,
    shape: { ops: 1_000_000, concurrency: 50 },
  },
  {
    name: 'register, unique, 1M ops, c50, f 5 %',
    model: register,
    subject: unique,
    shape: { ops: 1_000_000, concurrency: 50, indeterminate: 0.05 },
  },
  {
    name: 'cas-register, unique, none refused, 1M ops, c50',
    model: casRegister,
    subject: () => registerSubject(0, 'fitting'),
    shape: { ops: 1_000_000, concurrency: 50 },
  },
]

/** Measures every family with three seeds (five with `long`, and the large ones as well). */
export function porcupine(options: { readonly long?: boolean } = {}): Measured[] {
  const seeds = options.long ? [1, 2, 3, 4, 5] : [1, 2, 3]
  const all = options.long ? [...families, ...large] : families
  const logs = etcdLogs()
  return [
    ...all.map(({ name, model, subject, shape, rules }) =>
      measure(
        name,
        seeds.map((seed) => [{ model: model(), ops: makeHistory(subject(), { ...shape, seed }) }]),
        rules,
      ),
    ),
    ...(logs.length > 0
      ? [
          measure(
            `the ${logs.length} recorded etcd logs together`,
            seeds.map(() => logs),
          ),
        ]
      : []),
  ]
}

interface Case {
  readonly model: Model
  readonly ops: readonly Operation[]
}

function measure(family: string, rounds: readonly (readonly Case[])[], rules?: number): Measured {
  const verdicts = new Map<string, number>()
  let bytes = 0
  const times = rounds.map((cases) => {
    const before = process.cpuUsage()
    for (const { model, ops } of cases) {
      const result = checkOperations(model, ops, {
        explain: false,
        timeoutMs: 30_000,
        ...(rules !== undefined && { rules }),
      })
      verdicts.set(result.verdict, (verdicts.get(result.verdict) ?? 0) + 1)
      bytes = Math.max(bytes, ...result.objects.map(({ stats }) => stats.bytes))
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  const cpuMs = times.sort((a, b) => a - b)[times.length >> 1] ?? 0
  return {
    family,
    verdicts: [...verdicts].map(([verdict, n]) => `${n} ${verdict}`).join(', '),
    cpuMs,
    searchMb: bytes / 1e6,
  }
}

/** Porcupine's recorded logs, where this checkout has them beside it. */
function etcdLogs(): Case[] {
  const folder = new URL('../../../shared/histories/etcd-logs/', import.meta.url)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => ({
      model: casRegister({ nilReads: 'absent' }),
      ops: operations(readHistory(new URL(name, folder).pathname).ops, true),
    }))
}
