import { MurphyError } from '../../op/failure.ts'
import type { Json } from '../../op/op.ts'
import type { Checker } from '../checker.ts'
import { count, list } from '../text.ts'
import { cases } from './cases.ts'
import { checkIsolation } from './check.ts'
import { aboutType } from './explain.ts'
import type { IsolationOptions } from './options.ts'
import type { IsolationResult } from './result.ts'
import { shells } from './shell-words.ts'

export { checkIsolation } from './check.ts'
export type { Arrow, Box, Diagram, ShownMop } from './diagram.ts'
export { interleaving, type Line } from './interleave.ts'
export { byGravity, type Meaning, meaning, nameOf } from './meanings.ts'
export { modelMeaning } from './model-meanings.ts'
export { modelId, modelNames } from './models.ts'
export type { IsolationOptions } from './options.ts'
export type { IsolationResult } from './result.ts'
export { type Shrunk, shrink } from './shrink.ts'

/**
 * Which isolation level do transactions show? Infers Adya's dependencies from histories of list-append or rw-register
 * and names the anomalies (docs/isolation.md). Options: `workload` (`list-append`), `expect` (a model, or several;
 * strict-serializable), `sequentialKeys`, `linearizableKeys`, `wfrKeys`, `infoWrites` (`evidence`, `ignored`),
 * `appends` (`atomic`, `read-then-write`), `shells` (`postgresql`, `mysql`, `none`: in whose SQL `sql` is),
 * `existenceBudget` and `shorteningBudget` (edges looked at), `vacuous` (nothing committed is valid, not unknown).
 *
 * Details: `{ expected, anomalyTypes, allowedTypes, not, alsoNot, possible, counts, anomalies: [{ type, about, count,
 * allowed, ops, text, named, steps, diagram, shrunk }] }`, one of each type, what the expected models forbid first. `ops` are
 * history indices; `text` is the proof in words, `named: [{ name, op, text }]` and `steps: [line]` are its parts, `diagram`
 * (diagram.ts) is what a picture shows. `shrunk` is the smallest case found, or null: the same of it, with `transactions`
 * (how many), `history` (its ops) and `sql: [{ session, sql, answer?, op? }]`, an interleaving for database shells.
 */
export const isolation: Checker = {
  name: 'isolation',
  about: 'transactions show no anomaly that the promised isolation level forbids',
  check: ({ history, options }) => {
    const asked = isolationOptions(options)
    const result = checkIsolation(history, asked)
    const details = { ...plain(result), expected: [...expected(asked)], anomalies: cases(history, asked, result) }
    const { checked } = result
    if (checked.committed === 0 && options.vacuous !== true && result.verdict === 'valid')
      return {
        verdict: 'unknown',
        summary: 'No transaction committed, so there is nothing to judge.',
        checked,
        details,
      }
    return { verdict: result.verdict, summary: summary(asked, result), checked, details }
  },
}

function isolationOptions(options: { readonly [name: string]: Json }): IsolationOptions {
  const { workload = 'list-append', expect, infoWrites = 'evidence', appends = 'atomic' } = options
  const { shells: asked = 'postgresql' } = options
  const { existenceBudget, shorteningBudget } = options
  if (workload !== 'list-append' && workload !== 'rw-register')
    throw wrong('workload', workload, 'list-append, rw-register')
  if (infoWrites !== 'evidence' && infoWrites !== 'ignored') throw wrong('infoWrites', infoWrites, 'evidence, ignored')
  if (appends !== 'atomic' && appends !== 'read-then-write') throw wrong('appends', appends, 'atomic, read-then-write')
  const spoken = shells.find((one) => one === asked)
  if (spoken === undefined) throw wrong('shells', asked, shells.join(', '))
  return {
    workload,
    infoWrites,
    appends,
    shells: spoken,
    ...(expect !== undefined && { expect: expect as string | readonly string[] }),
    sequentialKeys: options.sequentialKeys === true,
    linearizableKeys: options.linearizableKeys === true,
    wfrKeys: options.wfrKeys === true,
    budget: {
      ...(typeof existenceBudget === 'number' && { existence: existenceBudget }),
      ...(typeof shorteningBudget === 'number' && { shortening: shorteningBudget }),
    },
  }
}

function wrong(name: string, value: Json, known: string): MurphyError {
  return new MurphyError('usage', `The isolation checker knows no ${name} ${JSON.stringify(value)}.`, {
    hint: `Give one of: ${known}.`,
  })
}

function expected({ expect = 'strict-serializable' }: IsolationOptions): readonly string[] {
  return typeof expect === 'string' ? [expect] : expect
}

function plain({ anomalyTypes, allowedTypes, not, alsoNot, possible, counts }: IsolationResult) {
  const lists = { anomalyTypes, allowedTypes, not, alsoNot, possible }
  return { ...lists, counts: { ...counts } }
}

function summary(asked: IsolationOptions, { verdict, checked, ...found }: IsolationResult): string {
  const models = list(expected(asked))
  const evidence = `${count(checked.committed ?? 0, 'committed transaction')} on ${count(checked.keys ?? 0, 'key')}`
  const allowed = found.allowedTypes.length === 0 ? '' : ` Seen, and allowed: ${list(found.allowedTypes)}.`
  const still = found.possible.length === 0 ? 'No model is left.' : `Strongest still possible: ${list(found.possible)}.`
  if (verdict === 'broken') return `The checker found what it cannot confirm (${evidence}): a defect of its own.`
  if (verdict === 'valid') return `Nothing that ${models} forbids: ${evidence}.${allowed}`
  if (verdict === 'unknown')
    return `Undecided for ${models} (${evidence}): ${list(found.anomalyTypes.map(aboutType))}.${allowed}`
  return `Not ${models} (${evidence}): ${list(found.anomalyTypes)}. Ruled out: ${list(found.not)} and above. ${still}`
}
