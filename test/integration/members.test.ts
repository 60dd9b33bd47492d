import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

const run = (schedule: string) =>
  murphy([
    ...['test', 'postgres', '--setting', 'quorum', '--workload', 'set', '--schedule', schedule],
    ...['--time-limit', '8', '--seed', '5', '--store', store, '--json'],
  ])

it('a quorum does not help where the wrong standby is promoted', async () => {
  const { code, stdout } = await run('wrong-standby')
  expect(stdout).toContain('"lost-writes":"invalid"')
  expect(stdout).toContain('when the standby that was furthest behind was promoted')
  expect(code).toBe(1)
})

it('members leave and join, and the primary changes in order, without a loss', async () => {
  const schedule = join(store, 'members.json')
  const steps = [
    { at: '0.5s', f: 'remove-node', value: { spec: 'one', seed: 4 } },
    { after: '1s', f: 'add-node' },
    { after: '0.5s', f: 'switchover' },
  ]
  writeFileSync(schedule, JSON.stringify({ steps, expects: ['membership', 'switchover'] }))
  const { code, stdout } = await run(schedule)
  expect(stdout).toContain('"faults":"valid"')
  expect(code).toBe(0)
})
