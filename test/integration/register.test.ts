import { describe, expect, it } from 'vitest'
import { lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()
const register = ['test', 'postgres', '--workload', 'register', '--backend', 'process', '--store', store, '--json']

describe('registers on PostgreSQL', () => {
  it('quorum commit, reads on the primary: linearizable through partitions, kills and pauses', async () => {
    const ran = await murphy([
      ...register,
      '--setting',
      'quorum',
      '--faults',
      'partition,kill,pause',
      '--time-limit',
      '20',
      '--seed',
      '3',
    ])
    const { verdict, sentence, checkers } = lastJson(ran.stdout)
    expect({ verdict, checkers }, `${sentence}\n${ran.stderr}`).toEqual({
      verdict: 'valid',
      checkers: expect.objectContaining({ linearizable: 'valid', faults: 'valid' }),
    })
    expect(ran.code).toBe(0)
  })

  it('asynchronous, reads on any node: stale reads are found', async () => {
    const ran = await murphy([
      ...register,
      '--setting',
      'async',
      '--reads',
      'any-node',
      '--faults',
      'partition',
      '--time-limit',
      '10',
      '--seed',
      '3',
    ])
    const { verdict, checkers, sentence } = lastJson(ran.stdout)
    expect(verdict, `${sentence}\n${ran.stderr}`).toBe('invalid')
    expect(checkers.linearizable).toBe('invalid')
    expect(ran.code).toBe(1)
  })
})
