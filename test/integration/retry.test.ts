import { describe, expect, it } from 'vitest'
import { dockerAnswers, lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()
const docker = await dockerAnswers()

/** One node: nobody fails over, and the client's own retry is all that happens. */
async function retries(backend: string, key: 'on' | 'off') {
  const args = ['--workload', 'retry', '--faults', 'drop-answers', '--idempotency-key', key, '--backend', backend]
  const load = [
    '--nodes',
    '1',
    '--time-limit',
    '3',
    '--retry-for',
    '2',
    '--rate',
    '100',
    '--seed',
    '3',
    '--store',
    store,
    '--json',
  ]
  const { stdout, stderr } = await murphy(['test', 'postgres', ...args, ...load])
  expect(stdout, stderr).not.toBe('')
  return lastJson(stdout)
}

for (const backend of ['process', 'docker'] as const)
  describe.runIf(backend === 'process' || docker)(`a client that retries, on the backend ${backend}`, () => {
    it('inserts twice where an answer was lost', async () => {
      const { verdict, sentence, checkers } = await retries(backend, 'off')
      expect(sentence).toContain('more than once under lost answers')
      expect(checkers).toMatchObject({ 'lost-writes': 'invalid', faults: 'valid' })
      expect(verdict).toBe('invalid')
    })

    it('inserts once with an idempotency key', async () => {
      const { verdict, sentence } = await retries(backend, 'on')
      expect(verdict, sentence).toBe('valid')
    })
  })
