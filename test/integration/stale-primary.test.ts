import { expect, it } from 'vitest'
import { murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

/** The primary sleeps beyond its lease, another is promoted, the old one wakes up and answers whom it had kept waiting. */
const run = (setting: string) =>
  murphy([
    ...['test', 'postgres', '--setting', setting, '--workload', 'set', '--schedule', 'stale-primary'],
    ...['--fencing', 'lease', '--lease', '1', '--timeout', '15s', '--time-limit', '9', '--seed', '5'],
    ...['--store', store, '--json'],
  ])

it('loses what an old primary acknowledges after its lease', async () => {
  const { code, stdout } = await run('async')
  expect(stdout).toContain('"lost-writes":"invalid"')
  expect(code).toBe(1)
})

it('loses nothing where standbys check the timeline before they confirm: the old primary gets no acknowledgement', async () => {
  const { code, stdout } = await run('quorum')
  expect(stdout).toContain('"lost-writes":"valid"')
  expect(stdout).toContain('"faults":"valid"')
  expect(code).toBe(0)
})
