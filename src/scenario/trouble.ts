import { faults } from '../../nemesis/registry.ts'
import { list } from '../../reports/text.ts'
import type { CheckerResult } from '../checkers/checker.ts'

/** What fault families are called by people who do not run databases. */
const words: Readonly<Record<string, string>> = {
  ...Object.fromEntries(faults.map(({ name, inWords }) => [name, inWords])),
  'wrong-failover': 'a failover to the wrong standby',
  replication: 'cut replication', // the partition's first step of a failover
}

/** The trouble that was seen to happen, from what the faults checker observed: ` when a standby was promoted`. */
export function trouble(checkers: Readonly<Record<string, CheckerResult>>, verdict: 'valid' | 'invalid'): string {
  const result = checkers.faults
  if (result === undefined) return ''
  const { families } = (result.details ?? {}) as { families?: Readonly<Record<string, { observed: number }>> }
  const seen = Object.entries(families ?? {})
    .filter(([, { observed }]) => observed > 0)
    .map(([name]) => name)
  if (seen.length === 0) return result.checked.planned === 0 ? ', with no fault injected' : ''
  if (verdict === 'invalid' && seen.includes('wrong-failover'))
    return ' when the standby that was furthest behind was promoted'
  if (verdict === 'invalid' && seen.includes('failover')) return ' when a standby was promoted'
  return ` under ${list(seen.map((name) => words[name] ?? name))}`
}
