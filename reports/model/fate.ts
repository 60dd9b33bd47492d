import type { Nanos } from '../../src/op/op.ts'
import { duration, list } from '../text.ts'
import type { FaultSpan } from './faults.ts'
import type { Step } from './story.ts'

/**
 * What became of a node after it acknowledged a write: the faults that it was under at that moment, then, in order,
 * the next fault on it and the next promotion of another node. `cut off at the time (partition) → killed 0.42 s
 * later → n2 promoted 1.93 s later`. Empty: nothing recorded.
 */
export function fate(node: string, at: Nanos, spans: readonly FaultSpan[], steps: readonly Step[]): string[] {
  const under = spans.filter((span) => span.nodes.includes(node) && span.from <= at && (span.to ?? Infinity) > at)
  const trouble = [...new Set(under.map((span) => states[span.fault] ?? `under ${span.fault}`))]
  const parts = trouble.length > 0 ? [`${list(trouble)} at the time`] : []
  const seen = new Set<string>()
  for (const step of steps) {
    if (step.time <= at) continue
    const word = verb(step, node)
    if (word === undefined || seen.has(word)) continue
    seen.add(word)
    parts.push(`${word} ${duration(step.time - at)} later`)
    if (parts.length >= 4) break
  }
  return parts
}

const states: Readonly<Record<string, string>> = {
  partition: 'cut off',
  replication: 'cut off from its standbys',
  pause: 'paused',
}

const verbs: Readonly<Record<string, string>> = {
  kill: 'killed',
  pause: 'paused',
  partition: 'cut off',
  replication: 'cut off from its standbys',
  fence: 'fenced',
}

/** What a step means for `node`; undefined: nothing. */
function verb(step: Step, node: string): string | undefined {
  const mine = step.nodes.includes(node)
  if (/promot|failover/.test(step.name)) {
    const other = step.nodes.find((name) => name !== node)
    return other === undefined ? undefined : `${other} promoted`
  }
  if (!mine) return undefined
  if (step.kind === 'heal') return step.name === 'kill' ? 'started again' : undefined
  if (step.kind === 'fault') return verbs[step.name] ?? `${step.name} applied`
  if (/^(fence|rejoin|rewind|restart|demote)/.test(step.name)) return verbs[step.name] ?? step.name
  return undefined
}
