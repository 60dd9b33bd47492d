import type { Json, Nanos, Op } from '../../src/op/op.ts'
import { list, title, valueText } from '../text.ts'
import { faultReport } from './faults.ts'

/** One thing that happened to the cluster: a fault applied or healed, or a step of the failover. */
export interface Step {
  readonly time: Nanos
  readonly op: number
  readonly kind: 'fault' | 'heal' | 'step' | 'trouble'
  /** Fault family, or the step's own name (`promote`). */
  readonly name: string
  readonly title: string
  readonly text: string
  /** Every node that it names. */
  readonly nodes: readonly string[]
}

/** Everything the nemesis and the failover manager did, in order. Nemesis invocations say only what was planned. */
export function story(history: readonly Op[], nodes: readonly string[]): Step[] {
  return history
    .filter((op) => op.process === 'nemesis' && op.type !== 'invoke' && !idle(op))
    .map((op) => step(op, nodes))
}

/** A healing that found nothing to heal: the end of every schedule asks once more, to be sure. */
function idle(op: Op): boolean {
  const fault = faultReport(op)
  return fault !== undefined && fault.phase !== 'start' && fault.applied.nodes.length === 0 && fault.observed.seen
}

const kinds = { start: 'fault', stop: 'heal', once: 'step' } as const

function step(op: Op, nodes: readonly string[]): Step {
  const base = { time: op.time, op: op.index }
  const fault = faultReport(op)
  if (fault !== undefined) {
    const { applied, observed, phase } = fault
    const where = applied.nodes.length > 0 ? ` on ${list(applied.nodes)}` : ''
    const seen = observed.seen ? `Observed: ${observed.how}.` : `Not observed: ${observed.how}.`
    return {
      ...base,
      kind: observed.seen ? kinds[phase] : 'trouble',
      name: fault.fault,
      title: `${phase === 'stop' ? `End of ${fault.fault}` : title(fault.fault)}${where}`,
      text: `By ${applied.mechanism}. ${seen}`,
      nodes: applied.nodes,
    }
  }
  if (op.error !== undefined) {
    const text = `${op.error.kind}: ${op.error.message}`
    return { ...base, kind: 'trouble', name: op.f, title: `${title(op.f)} failed`, text, nodes: named(op.value, nodes) }
  }
  return { ...base, kind: 'step', name: op.f, title: title(op.f), text: say(op.value), nodes: named(op.value, nodes) }
}

/** A step's value in words: its own sentence if it has one, else `node n2 · lag 312`. */
function say(value: Json): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return valueText(value)
  return Object.entries(value)
    .map(([key, part]) => (typeof part === 'string' && key === 'text' ? part : `${key} ${valueText(part, 120)}`))
    .join(' · ')
}

/** The nodes that a value names, wherever they stand in it. */
function named(value: Json, nodes: readonly string[]): string[] {
  const found = new Set<string>()
  const visit = (part: Json): void => {
    if (typeof part === 'string') {
      if (nodes.includes(part)) found.add(part)
    } else if (Array.isArray(part)) part.forEach(visit)
    else if (part !== null && typeof part === 'object')
      for (const [key, inner] of Object.entries(part)) {
        if (nodes.includes(key)) found.add(key)
        visit(inner)
      }
  }
  visit(value)
  return [...found]
}
