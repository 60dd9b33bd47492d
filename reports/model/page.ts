import type { CheckerResult } from '../../src/checkers/checker.ts'
import { outcome, type Pair, pair } from '../../src/history/pair.ts'
import type { Json, Nanos } from '../../src/op/op.ts'
import type { StoredRun } from '../../src/store/run.ts'
import { spaced, valueText } from '../text.ts'
import { nemesisActs } from './acts.ts'
import { type Anomaly, anomalies } from './anomalies.ts'
import { countByF, type FCount } from './calls.ts'
import { type ElementFindings, elementFindings } from './elements.ts'
import { countFaults, type FaultCount, type FaultSpan, faultSpans } from './faults.ts'
import { fields } from './fields.ts'
import { citedOps, type IllegalKey, illegalKeys } from './illegal.ts'
import { type LostWrites, lostWrites } from './lost.ts'
import { type ModelsLeft, modelsLeft } from './models.ts'
import { type Promised, promises } from './promises.ts'
import { type RecoveryRow, recoveries } from './recoveries.ts'
import { type Step, story } from './story.ts'
import { type TransactionCounts, transactionCounts } from './transactions.ts'

/** Everything that a report says of a run, as plain data; every reporter starts from it. */
export interface Page {
  readonly run: StoredRun
  readonly calls: readonly Pair[]
  /** Every option with its value as text, nested ones by their own names. */
  readonly options: readonly (readonly [name: string, value: string])[]
  /** Length of the run: the last moment of history and samples. */
  readonly end: Nanos
  readonly promised: readonly Promised[]
  readonly checkers: readonly (CheckerResult & { readonly name: string })[]
  readonly lost: LostWrites
  readonly elements: readonly ElementFindings[]
  readonly illegal: readonly IllegalKey[]
  /** What transactions did to each other, and what that leaves of the consistency models. */
  readonly anomalies: readonly Anomaly[]
  readonly models: ModelsLeft | undefined
  /** Calls by any history index of theirs, for the tables of illegal ops. */
  cited(ops: readonly number[]): readonly Pair[]
  readonly counts: readonly FCount[]
  readonly transactions: TransactionCounts | undefined
  readonly totals: { readonly ok: number; readonly fail: number; readonly info: number }
  readonly spans: readonly FaultSpan[]
  readonly faults: readonly FaultCount[]
  readonly recoveries: readonly RecoveryRow[]
  readonly steps: readonly Step[]
  /** Indices of the ops that a checker found fault with. */
  readonly found: ReadonlySet<number>
  /** Findings that a checker counted without listing them. */
  readonly unlisted: number
}

export function page(run: StoredRun): Page {
  const { history, samples, results, test } = run
  const calls = pair(history).filter(({ invoke }) => invoke.process !== 'nemesis')
  const end = [...history, ...samples].reduce((latest, { time }) => Math.max(latest, time), 1)
  const acts = nemesisActs(history)
  const spans = faultSpans(acts)
  const steps = story(acts, test.nodes)
  const lost = lostWrites(results.checkers['lost-writes'], { calls, spans, steps })
  const elements = elementFindings(results.checkers['lost-writes'])
  const illegal = illegalKeys(results.checkers.linearizable, calls)
  const level = fields(test.options.options)?.isolation
  const among = Object.values(results.checkers).flatMap((result) => anomalies(result, level))
  const forbidden = among.filter(({ allowed }) => !allowed)
  const totals = { ok: 0, fail: 0, info: 0 }
  for (const call of calls) totals[outcome(call)]++
  return {
    run,
    calls,
    options: optionTexts(test.options),
    end,
    promised: promises(test.claims, results.checkers),
    checkers: Object.entries(results.checkers).map(([name, result]) => ({ name, ...result })),
    lost,
    elements,
    illegal,
    anomalies: among,
    models: modelsLeft(results.checkers.isolation ?? results.checkers.predicates),
    cited: (ops) => {
      const wanted = new Set(ops)
      return calls.filter((call) => wanted.has(call.invoke.index) || wanted.has(call.complete?.index ?? -1))
    },
    counts: countByF(calls),
    transactions: transactionCounts(calls),
    totals,
    spans,
    faults: countFaults(acts, end),
    recoveries: recoveries(results.checkers.recovery),
    steps,
    unlisted: lost.total - lost.listed.length + forbidden.reduce((sum, { count }) => sum + count - 1, 0),
    found: new Set([
      ...[lost, ...elements.filter(({ faulty }) => faulty)].flatMap(({ listed }) =>
        listed.flatMap(({ op }) => op ?? []),
      ),
      ...citedOps(illegal),
      ...forbidden.flatMap(({ found }) => found.ops),
    ]),
  }
}

function optionTexts(options: { readonly [name: string]: Json }): [string, string][] {
  return Object.entries(options).flatMap(([name, value]): [string, string][] => {
    const inner = fields(value)
    if (inner !== undefined) return optionTexts(inner)
    const nothing = value === null || (Array.isArray(value) && value.length === 0)
    return [
      [
        spaced(name),
        nothing ? 'none' : Array.isArray(value) ? value.map((v) => valueText(v)).join(', ') : valueText(value),
      ],
    ]
  })
}
