import type { Json, Nanos, Op } from '../../src/op/op.ts'
import { list, spaced, title, valueText } from '../text.ts'
import { faultReport } from './faults.ts'
import { type Fields, fields } from './fields.ts'

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
  const about = fields(op.value)
  const subject = about?.node ?? about?.candidate
  const name = sayings[op.f] ?? title(op.f)
  const rest = Object.fromEntries(Object.entries(about ?? {}).filter(([key]) => key !== 'node' && key !== 'candidate'))
  return {
    ...base,
    kind: 'step',
    name: op.f,
    title: typeof subject === 'string' ? `${name} ${subject}` : name,
    text: about === undefined ? valueText(op.value) : say(rest),
    nodes: named(op.value, nodes),
  }
}

/** The steps of failover managers, as one tells what was done; others by their own names. */
const sayings: Readonly<Record<string, string>> = {
  'health-check-missed': 'Health check missed by',
  fence: 'Fenced',
  'candidate-chosen': 'Chosen to lead:',
  promote: 'Promoted',
  're-point': 'Pointed to the new primary:',
  rejoin: 'Rejoined',
  restart: 'Started again:',
  admit: 'Admits writes again:',
  'failover-refused': 'Failover refused',
}

/** `{ to: 'n2', streaming: false, inARow: 3 }` → `to n2, not streaming, in a row: 3`. */
function say(value: Fields): string {
  return Object.entries(value)
    .map(([key, part]) => {
      const word = spaced(key)
      if (typeof part === 'boolean') return part ? word : `not ${word}`
      const inner = fields(part)
      if (inner !== undefined) return `${key === 'positions' ? '' : `${word} `}${insides(inner)}`
      return /^(to|by|from)$/.test(key) ? `${word} ${valueText(part, 200)}` : `${word}: ${valueText(part, 200)}`
    })
    .join(', ')
}

/** Objects of objects read as `n2 (timeline: 1, lsn: 0/3A)`. */
function insides(value: Fields): string {
  return Object.entries(value)
    .map(([key, part]) => {
      const inner = fields(part)
      return inner === undefined ? `${spaced(key)}: ${valueText(part, 120)}` : `${key} (${say(inner)})`
    })
    .join(', ')
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
