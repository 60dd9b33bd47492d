import { outcome } from '../../history/pair.ts'
import type { Op } from '../../op/op.ts'
import type { Raw } from './raw.ts'
import { mopsOf } from './rows.ts'
import type { Finding, Step, WrongRow } from './steps.ts'

/** A finding in prose, after Elle's: the transactions, and what contradicts what. */
export interface Proof {
  readonly named: readonly { readonly name: string; readonly op: number; readonly text: string }[]
  readonly steps: readonly string[]
}

export function prove(all: Raw, finding: Finding): Proof {
  const ops = opsOf(finding)
  const name = (op: number) => `T${ops.indexOf(op) + 1}`
  const named = ops.map((op) => ({ name: name(op), op, text: transaction(all, op) }))
  if (!('cycle' in finding)) return { named, steps: [wrong(finding, name)] }
  const last = finding.cycle.length - 1
  const steps = finding.cycle.map((step, i) => {
    const line = `${name(step.from)} < ${name(step.to)}, because ${reason(step, name)}`
    return i === last ? `However, ${line}: a contradiction!` : `${line}.`
  })
  return { named, steps }
}

/** The same as one sentence, ops by their indices; of a long cycle the beginning. */
export function inShort(finding: Finding): string {
  const name = (op: number) => `op ${op}`
  if (!('cycle' in finding)) return sentence(wrong(finding, name))
  const { cycle } = finding
  const told = cycle.slice(0, 3).map((step) => reason(step, name))
  return sentence(`${told.join(', ')}${cycle.length > 3 ? ', and so on in a circle' : ''}.`)
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function opsOf(finding: Finding): number[] {
  if ('cycle' in finding) return finding.cycle.map(({ from }) => from)
  const { writer, reader } = finding
  return [...new Set([...(writer === undefined ? [] : [writer]), reader])]
}

function transaction(all: Raw, op: number): string {
  const each = all.by(op)
  if (each === undefined) return `op ${op}`
  const shown: Op = each.complete ?? each.invoke
  const answered = outcome(each) === 'ok'
  const mops = mopsOf(shown).map(([f, group, third, fourth]) => {
    if (f !== 'select') return `${f} row ${third} of group ${group}: ${fourth}`
    const rows = fourth === null || !answered ? '?' : fourth.map(([id, value]) => `${id}: ${value}`).join(', ')
    return `select group ${group} where value >= ${third}: {${rows}}`
  })
  return `op ${op} (process ${shown.process}): ${mops.join('; ')}`
}

function reason(step: Step, name: (op: number) => string): string {
  const [from, to] = [name(step.from), name(step.to)]
  switch (step.kind) {
    case 'process':
      return 'one process performed both, one after the other'
    case 'realtime':
      return `${from} had been acknowledged before ${to} began`
    case 'ww':
      return `${to} updated row ${step.id} of group ${step.group} to ${step.after}, which ${from} had inserted`
    case 'wr':
      return `${to} read row ${step.id} of group ${step.group} as ${step.value}, which ${from} wrote`
    case 'rw':
      return step.of === 'item'
        ? `${from} read row ${step.id} of group ${step.group} as ${step.before}, before ${to} updated it to ${step.after}`
        : `${from} looked for rows of group ${step.group} of at least ${step.least} and did not find row ${step.id}, which ${to} made ${step.after}`
  }
}

function wrong({ type, reader, group, id, value, writer }: WrongRow, name: (op: number) => string): string {
  const who = name(reader)
  const read = `${who} read row ${id} of group ${group} as ${value}`
  const by = writer === undefined ? '' : name(writer)
  switch (type) {
    case 'garbage-read':
      return `${read}, which nobody wrote, which its predicate does not match, or which it returned twice.`
    case 'internal':
      return value === undefined
        ? `${who} did not find row ${id} of group ${group}, which it had written itself.`
        : `${read}, but it had itself written another value.`
    case 'future-read':
      return `${read}, which it only wrote later.`
    case 'G1a':
      return `${read}, which ${by} wrote, and ${by} failed.`
    case 'G1b':
      return `${read}, which ${by} wrote and then overwrote before it committed.`
  }
}
