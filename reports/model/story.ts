import type { Json, Nanos } from '../../src/op/op.ts'
import { list, lookUp, spaced, title, valueText } from '../text.ts'
import type { Act } from './acts.ts'
import { type Fields, fields } from './fields.ts'

/** One thing that happened to the cluster: a fault applied or healed, or a step of the failover. */
export interface Step {
  /** A fault's is when it was asked for, a step's when it was done. */
  readonly time: Nanos
  /** History index to look at. */
  readonly op: number
  readonly kind: 'fault' | 'heal' | 'step' | 'trouble'
  /** Fault family, or the step's own name (`promote`). */
  readonly name: string
  readonly title: string
  readonly text: string
  /** Every node that it names, its subject first. */
  readonly nodes: readonly string[]
}

/** Everything that the nemesis and the failover manager did, in order; equal steps in a row are one. */
export function story(acts: readonly Act[], nodes: readonly string[]): Step[] {
  const steps = acts.flatMap((act) => tell(act, nodes) ?? []).sort((a, b) => a.time - b.time)
  const told: { step: Step; times: number }[] = []
  for (const step of steps) {
    const last = told.at(-1)
    if (last !== undefined && step.kind === 'step' && last.step.title === step.title) last.times++
    else told.push({ step, times: 1 })
  }
  return told.map(({ step, times }) =>
    times === 1 ? step : { ...step, title: `${step.title}, ${times} times`, text: '' },
  )
}

function tell(act: Act, nodes: readonly string[]): Step | undefined {
  const { f, asked, done, report } = act
  const op = done ?? asked
  if (op === undefined) return undefined
  const at = { time: op.time, op: op.index, name: f, nodes: named(op.value, nodes) }
  if (report !== undefined) return fault(act, at)
  if (op.error !== undefined) {
    const text = `${op.error.kind}: ${op.error.message}`
    return { ...at, kind: 'trouble', title: `${title(f)} failed`, text }
  }
  if (done === undefined) {
    const text = `${valueText(op.value)} (no answer before the history ends)`.trim()
    return { ...at, kind: 'trouble', title: title(f), text }
  }
  const about = fields(op.value)
  const wait = lookUp(waits, f)
  // The question is told by its answer.
  if (wait !== undefined) return about === undefined ? undefined : wait(about, at)
  const subject = about?.node ?? about?.candidate
  const rest = Object.entries(about ?? {}).filter(
    ([key, value]) => key !== 'node' && key !== 'candidate' && !(key === 'by' && value === 'nothing to do'),
  )
  const name = lookUp(sayings, f) ?? title(f)
  return {
    ...at,
    kind: 'step',
    title: typeof subject === 'string' ? `${name} ${subject}` : name,
    text: about === undefined ? valueText(op.value) : say(Object.fromEntries(rest)),
  }
}

type Place = Pick<Step, 'time' | 'op' | 'name' | 'nodes'>

/** What the schedule waited for. */
const waits: Readonly<Record<string, (about: Fields, at: Place) => Step | undefined>> = {
  'await-whole': ({ whole, roles }, at) => ({
    ...at,
    kind: whole === true ? 'step' : 'trouble',
    title: whole === true ? 'The cluster is whole again' : 'The cluster was not whole in time',
    text: insides(fields(roles) ?? {}),
  }),
  'wait-until': ({ condition, met, afterMs, now }, at) =>
    met === undefined
      ? undefined
      : {
          ...at,
          kind: met === true ? 'step' : 'trouble',
          title: `Waited for ${valueText(condition, 120)}`,
          text: `${met === true ? '' : 'It did not come. '}After ${valueText(afterMs)} ms: ${valueText(now, 120)}`,
        },
}

/** A healing that found nothing to heal is left out: the end of every schedule asks once more, to be sure. */
function fault({ asked, report }: Act, at: Place): Step | undefined {
  if (report === undefined) return undefined
  const { fault, phase, applied, observed } = report
  if (phase !== 'start' && applied.nodes.length === 0 && observed.seen) return undefined
  const known = lookUp(deeds, fault)?.[phase]
  const what = known ?? (phase === 'stop' ? `End of ${fault}:` : `${title(fault)}:`)
  const error = fields(observed.detail)?.error
  const seen = `${observed.seen ? 'Observed' : 'Not observed'}: ${observed.how}${error === undefined ? '' : ` (${valueText(error)})`}.`
  return {
    ...at,
    time: phase === 'once' ? at.time : (asked?.time ?? at.time),
    kind: observed.seen ? kinds[phase] : 'trouble',
    name: fault,
    nodes: applied.nodes,
    title: applied.nodes.length > 0 ? `${what} ${list(applied.nodes)}` : what.replace(/:$/, ''),
    text: `By ${applied.mechanism}. ${seen}`,
  }
}

const kinds = { start: 'fault', stop: 'heal', once: 'step' } as const

/** What was done to the nodes that follow; other faults go by their names. */
const deeds: Readonly<Record<string, Readonly<Partial<Record<'start' | 'stop' | 'once', string>>>>> = {
  partition: { start: 'Partitioned', stop: 'Partition healed:' },
  replication: { start: 'Cut replication between', stop: 'Replication links healed between' },
  kill: { start: 'Killed', stop: 'Started again:' },
  pause: { start: 'Paused', stop: 'Resumed' },
  failover: { once: 'Failover complete, primary is' },
}

/** The steps of failover managers, as one tells what was done. */
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
  died: 'Died without being asked:',
  'restart-by-watchdog': 'Started again by the watchdog:',
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
