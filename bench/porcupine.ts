import { existsSync, readdirSync } from 'node:fs'
import {
  type CheckOptions,
  casRegister,
  checkOperations,
  fifoQueue,
  keyValue,
  type Model,
  type Operation,
  register,
} from 'porcupine-wasm'
import { operations } from '../src/checkers/linearizable/operations.ts'
import { readHistory } from '../src/history/read.ts'
import type { NativePorcupine, NativeResult } from './porcupine-go.ts'
import { makeHistory, queueSubject, registerSubject, type Shape, type Subject } from './porcupine-histories.ts'

/** One family of histories, as measured. */
export interface Measured {
  readonly family: string
  readonly verdicts: string
  /** CPU time of the whole check without parsing, median of the runs, ms. */
  readonly cpuMs: number
  /** The search's own memory at its largest, MB. */
  readonly searchMb: number
  /** What Go Porcupine did with the first history of the family, or with all of a round. */
  readonly native?: NativeResult
}

interface Family {
  readonly name: string
  readonly model: () => Model
  readonly subject: () => Subject
  readonly shape: Omit<Shape, 'seed'>
  /** Reductions, where not all. */
  readonly rules?: number
  /** Go Porcupine's model of it, if not the register. */
  readonly native?: string
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
  {
    name: 'register, unique, 1k ops, c15, no reductions',
    model: register,
    subject: unique,
    shape: { ops: 1000, concurrency: 15 },
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
    native: 'fifo-queue',
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

/**
 * Measures every family with three seeds (five with `long`, and the large ones as well). With `native`, Go Porcupine
 * gets the first history of each family too, except of the large ones: it runs out of memory on them.
 */
export function porcupine(
  options: { readonly long?: boolean; readonly native?: NativePorcupine | undefined } = {},
): Measured[] {
  const { native } = options
  const seeds = options.long ? [1, 2, 3, 4, 5] : [1, 2, 3]
  const all = options.long ? [...families, ...large] : families
  return [
    ...all.map((family) => {
      // Made one by one: a heap full of other histories would be collected at the expense of the one that is measured.
      const rounds = seeds.map((seed) => () => [
        { model: family.model(), ops: makeHistory(family.subject(), { ...family.shape, seed }) },
      ])
      const measured = measure(family.name, rounds, family.rules === undefined ? {} : { rules: family.rules })
      if (!native || family.shape.ops > 100_000) return measured
      return { ...measured, native: native.check(family.native ?? 'register', rounds[0]?.() ?? []) }
    }),
    ...recorded().flatMap(({ name, cases, options, model }) => {
      if (cases.length === 0) return []
      const measured = measure(
        name,
        seeds.map(() => () => cases),
        options,
      )
      return [native ? { ...measured, native: native.check(model, cases) } : measured]
    }),
  ]
}

interface Case {
  readonly model: Model
  readonly ops: readonly Operation[]
}

function measure(family: string, rounds: readonly (() => readonly Case[])[], options: CheckOptions = {}): Measured {
  const verdicts = new Map<string, number>()
  let bytes = 0
  const times = rounds.map((make) => {
    const cases = make()
    const before = process.cpuUsage()
    for (const { model, ops } of cases) {
      const result = checkOperations(model, ops, { explain: false, timeoutMs: 30_000, ...options })
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

/** Recorded logs, where this checkout has them beside it. */
function recorded() {
  const etcd = logs('etcd-logs', () => casRegister({ nilReads: 'absent' }))
  const keyValues = logs('kv-logs', () => keyValue() as Model)
  const together = { partition: false }
  return [
    { name: `the ${etcd.length} recorded etcd logs together`, cases: etcd, options: {}, model: 'register' },
    {
      name: `the ${keyValues.length} recorded key-value logs together`,
      cases: keyValues,
      options: {},
      model: 'key-value',
    },
    ...keyValues
      .filter(({ name }) => name.startsWith('c10'))
      .map((log) => ({
        name: `key-value log ${log.name}, all keys at once`,
        cases: [log],
        options: together,
        model: 'key-value together',
      })),
  ]
}

function logs(kind: string, model: () => Model): (Case & { readonly name: string })[] {
  const folder = new URL(`../../../shared/histories/${kind}/`, import.meta.url)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /\.(log|txt)$/.test(name))
    .map((name) => ({ name, model: model(), ops: operations(readHistory(new URL(name, folder).pathname).ops, true) }))
}
