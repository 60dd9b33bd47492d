import type { Json } from '../../op/op.ts'
import { about } from './anomalies.ts'
import { reason } from './explain-steps.ts'
import { type Facts, mopsIn } from './facts.ts'
import type { Because, Finding } from './findings.ts'
import { show, showTxn } from './show.ts'

/** The history indices of the ops that a finding is about: for a cycle in its order. */
export function opsOf(finding: Finding): number[] {
  if ('cycle' in finding) return finding.cycle.map(({ from }) => from)
  switch (finding.type) {
    case 'G1a':
    case 'G1b':
      return [finding.writer, finding.reader]
    case 'garbage-read':
    case 'duplicate-elements':
      return [finding.reader]
    case 'internal':
    case 'future-read':
      return [finding.txn]
    case 'incompatible-order':
      return [...new Set(finding.reads.map(({ txn }) => txn))]
    case 'dirty-update':
      return [finding.aborted, finding.committed]
    case 'lost-update':
      return [...new Set([...finding.txns, ...(finding.reads ?? []).map(({ txn }) => txn)])]
    case 'cyclic-versions':
      return [...new Set(finding.versions.flatMap(({ because }) => witnesses(because)))]
  }
}

/** The ops that show why one version came before another. */
export function witnesses(because: Because): number[] {
  if ('read' in because) return because.read === undefined ? [] : [because.read.txn]
  if ('txn' in because) return [because.txn]
  return 'first' in because ? [because.first, because.second] : []
}

/** A finding in prose, after Elle's: the transactions (Let), and what contradicts what (Then). */
export interface Proof {
  readonly named: readonly { readonly name: string; readonly op: number; readonly text: string }[]
  /** Of a cycle one line a step, in its order. */
  readonly steps: readonly string[]
}

export function prove(facts: Facts, finding: Finding): Proof {
  const named = opsOf(finding)
  const names = new Map(named.map((op, i) => [op, `T${i + 1}`]))
  const name = (op: number) => names.get(op) ?? `op ${op}`
  return {
    named: named.map((op) => ({ name: name(op), op, text: showTxn(facts.op(op)) })),
    steps: 'cycle' in finding ? cycleLines(facts, finding, name) : plainLines(facts, finding, name),
  }
}

/** The same as one text. */
export function explain(facts: Facts, finding: Finding): string {
  const proof = prove(facts, finding)
  const bindings = proof.named.map(({ name, text }) => `  ${name} = ${text}`)
  const lines = proof.steps.map((line) => `  - ${line}`)
  return [`${finding.type}: ${aboutType(finding.type)}`, '', 'Let:', ...bindings, '', 'Then:', ...lines].join('\n')
}

/** What a type of anomaly is, in one line. */
export function aboutType(type: string): string {
  const what = about[type.replace(/-(process|realtime)$/, '')] ?? type
  if (type.endsWith('-process')) return `${what}, where the order within one process counts`
  return type.endsWith('-realtime') ? `${what}, where the order in real time counts` : what
}

type Name = (index: number) => string

function cycleLines(facts: Facts, { cycle }: Extract<Finding, { cycle: unknown }>, name: Name): string[] {
  return cycle.map((step, i) => {
    const last = i === cycle.length - 1
    const said = `${name(step.from)} < ${name(step.to)}, because ${reason(facts, step, name)}`
    return last ? `However, ${said}: a contradiction!` : `${said}.`
  })
}

function plainLines(facts: Facts, finding: Exclude<Finding, { cycle: unknown }>, name: Name): string[] {
  const key = `key ${show(finding.key)}`
  switch (finding.type) {
    case 'G1a':
      return [
        `${name(finding.writer)} was rolled back, so ${key} never held ${show(finding.value)}.`,
        `However, ${name(finding.reader)} observed it: a contradiction!`,
      ]
    case 'G1b':
      return [
        `${name(finding.writer)} wrote ${key} again after its ${show(finding.value)}, before it committed.`,
        `However, ${name(finding.reader)} observed ${key} as it was between the two: a contradiction!`,
      ]
    case 'garbage-read':
      return [`${name(finding.reader)} observed ${show(finding.value)} in ${key}, and nobody ever wrote that.`]
    case 'duplicate-elements':
      return [
        `${show(finding.value)} was appended to ${key} once, and ${name(finding.reader)} observed it more than once.`,
      ]
    case 'internal': {
      const { expected } = finding
      const had = 'value' in expected ? `had to be ${show(expected.value)}` : `had to end with ${show(expected.end)}`
      const got = mopsIn(facts.op(finding.txn))[finding.mop]?.[2] ?? null
      return [
        `After its own reads and writes, ${key} ${had} for ${name(finding.txn)}.`,
        `However, it read ${show(got)}: a contradiction!`,
      ]
    }
    case 'future-read':
      return [`${name(finding.txn)} observed ${show(finding.value)} in ${key} before it appended that itself.`]
    case 'incompatible-order': {
      const lists = finding.reads.map(({ txn, mop }) => mopsIn(facts.op(txn))[mop]?.[2] ?? null)
      return [
        `${name(finding.reads[0].txn)} observed ${key} as ${fromFork(lists, 0)}.`,
        `However, ${name(finding.reads[1].txn)} observed it as ${fromFork(lists, 1)}, and neither list is the beginning of the other: a contradiction!`,
      ]
    }
    case 'dirty-update':
      return [
        `${name(finding.aborted)} was rolled back.`,
        `However, ${name(finding.committed)} committed its append of ${show(finding.values.at(-1) ?? null)} to ${key} upon the ${show(finding.values[0] ?? null)} of that (op ${finding.read.txn} observed both): a contradiction!`,
      ]
    case 'lost-update': {
      const [ours, theirs] = finding.reads ?? []
      if (ours !== undefined && theirs !== undefined) {
        const lists = [ours, theirs].map(({ txn, mop }) => mopsIn(facts.op(txn))[mop]?.[2] ?? null)
        return [
          `${finding.txns.map(name).join(' and ')} ran at the same time, and both appended to ${key} when it was ${show(finding.value)}.`,
          `${name(ours.txn)} observed ${fromFork(lists, 0)}, and ${name(theirs.txn)} observed ${fromFork(lists, 1)}.`,
          'However, both appends had to be in one of the lists: one of them replaced the other!',
        ]
      }
      return [
        `${finding.txns.map(name).join(', ')} all observed ${key} as ${show(finding.value)}, wrote it and committed.`,
        'However, all but one of them had to see the write of another: a contradiction!',
      ]
    }
    case 'cyclic-versions':
      return finding.versions.map((step, i) => {
        const said = `of ${key}, ${show(step.before)} came before ${show(step.after)}, because ${reason(facts, { ...step, key: finding.key }, name)}`
        return i === finding.versions.length - 1 ? `However, ${said}: a contradiction!` : `${said}.`
      })
  }
}

/** One of two lists from where they part. */
export function fromFork(lists: readonly Json[], which: 0 | 1): string {
  const [a, b] = lists.map((list) => (Array.isArray(list) ? (list as Json[]) : []))
  const own = (which === 0 ? a : b) ?? []
  const fork = own.findIndex((each, i) => JSON.stringify(each) !== JSON.stringify((which === 0 ? b : a)?.[i]))
  const from = Math.max(0, fork - 1)
  return `[${from > 0 ? `… ${from} more … ` : ''}${own
    .slice(from, from + 6)
    .map(show)
    .join(' ')}${own.length > from + 6 ? ' …' : ''}]`
}
