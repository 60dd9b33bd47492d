import { expect, it } from 'vitest'
import { lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()
const run = ['test', 'postgres', '--backend', 'process', '--nodes', '1', '--store', store, '--json', '--rate', '0']

/** Each anomaly on a healthy server at a level that allows it, and beside it the level that does not. */
it.each([
  ['bank', 'read-committed', [], 'invalid', /(lost|made|showed) .*The promised isolation, read-committed, allows this/],
  ['bank', 'read-committed', ['--way', 'in-place'], 'valid', /kept the total of all accounts, 800/],
  ['bank', 'serializable', [], 'valid', /kept the total of all accounts, 800/],
  [
    'lost-update',
    'read-committed',
    [],
    'invalid',
    /lost \d.* at most one of them is counted.*The promised isolation, read-committed, allows this/,
  ],
  ['lost-update', 'repeatable-read', [], 'valid', /kept all .* acknowledged increments/],
  [
    'write-skew',
    'repeatable-read',
    [],
    'invalid',
    /showed G2 .*The promised isolation, snapshot-isolation, allows this/,
  ],
  ['write-skew', 'serializable', [], 'valid', /showed nothing that serializable forbids/],
  ['closed-predicate', 'repeatable-read', [], 'valid', /nothing that snapshot-isolation forbids .*allowed: G2/],
  ['long-fork', 'repeatable-read', [], 'valid', /showed all writes in one order/],
] as const)('%s at %s %j: %s', async (workload, isolation, flags, verdict, says) => {
  const asked = ['--workload', workload, '--isolation', isolation, ...flags, '--time-limit', '3']
  const { stdout, stderr, code } = await murphy([...run, ...asked])
  const result = lastJson(stdout)
  expect(result.verdict, `${result.sentence}\n${stderr}`).toBe(verdict)
  expect(result.sentence).toMatch(says)
  expect(code).toBe(verdict === 'valid' ? 0 : 1)
})
