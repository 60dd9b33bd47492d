import type { Sample } from '../src/history/samples.ts'

/**
 * Conditions that a script waits for, on what the nodes say of themselves: `lag >= 1MB` (of the standby that is furthest
 * behind), `primaries >= 2`, `standbys < 2`, `down >= 1` (how many nodes), `primary != n1` (who leads), `primary changes` (since the waiting began).
 */
export interface Condition {
  readonly holds: (samples: readonly Seen[], primary: string) => boolean
  /** What there is now, for people: `lag is 12 kB`. */
  readonly now: (samples: readonly Seen[], primary: string) => string
}

type Seen = Omit<Sample, 'time'>

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
}

const subjects: Readonly<Record<string, (samples: readonly Seen[]) => number>> = {
  lag: (samples) => Math.max(0, ...samples.map(({ lagBytes }) => lagBytes ?? 0)),
  primaries: (samples) => samples.filter(({ role }) => role === 'primary').length,
  standbys: (samples) => samples.filter(({ role }) => role === 'standby').length,
  down: (samples) => samples.filter(({ role }) => role === 'down').length,
}

const bytes: Readonly<Record<string, number>> = { '': 1, B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 }

/** Reads a condition; undefined for what is none. */
export function condition(text: string): Condition | undefined {
  if (/^\s*primary\s+changes\s*$/.test(text)) return primaryChanges()
  const [, subject = '', operator = '', object = ''] = /^\s*([a-z]+)\s*(>=|<=|!=|=|>|<)\s*(\S+)\s*$/.exec(text) ?? []
  if (subject === 'primary') return whoLeads(operator, object)
  const measure = subjects[subject]
  const compares = compare[operator]
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(object) ?? []
  const scale = subject === 'lag' ? bytes[unit] : unit === '' ? 1 : undefined
  if (measure === undefined || compares === undefined || amount === undefined || scale === undefined) return undefined
  const bound = Number(amount) * scale
  return {
    holds: (samples) => compares(measure(samples), bound),
    now: (samples) => `${subject} is ${measure(samples)}${subject === 'lag' ? ' B' : ''}`,
  }
}

function primaryChanges(): Condition {
  let before: string | undefined
  return {
    holds: (_, primary) => {
      before ??= primary
      return primary !== before
    },
    now: (_, primary) => `primary is ${primary}`,
  }
}

function whoLeads(operator: string, node: string): Condition | undefined {
  if (operator !== '=' && operator !== '!=') return undefined
  return {
    holds: (_, primary) => (primary === node) === (operator === '='),
    now: (_, primary) => `primary is ${primary}`,
  }
}

/** For messages: what a condition looks like. */
export const conditionExamples = 'lag >= 1MB, primaries >= 2, standbys < 2, down >= 1, primary changes, primary != n1'
