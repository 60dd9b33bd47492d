import type { Finding } from './finding.ts'

const short = { target: 'memory', timeLimit: 1 } as const

/** Planted flaws: whether Murphy sees on this machine what it must see, in seconds and without a database. */
export const memoryFindings: readonly Finding[] = [
  {
    name: 'memory-lost-writes',
    shows: 'A store that acknowledges writes and does not perform them is caught.',
    scenario: { ...short, workload: 'set', options: { flaw: 'lose-writes' } },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'memory-set',
    source: 'src/targets/memory',
  },
  {
    name: 'memory-set',
    shows: 'The same store without the flaw keeps every acknowledged write.',
    scenario: { ...short, workload: 'set' },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'src/targets/memory',
  },
  {
    name: 'memory-stale-reads',
    shows: 'A store that answers some reads from an older state is caught.',
    scenario: { ...short, workload: 'register', options: { flaw: 'stale-reads' } },
    expect: { verdict: 'invalid', by: 'linearizable' },
    control: 'memory-register',
    source: 'src/targets/memory',
  },
  {
    name: 'memory-register',
    shows: 'The same store without the flaw is linearizable.',
    scenario: { ...short, workload: 'register' },
    expect: { verdict: 'valid', by: 'linearizable' },
    source: 'src/targets/memory',
  },
]
