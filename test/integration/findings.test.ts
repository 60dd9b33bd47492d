import { expect, it } from 'vitest'
import { murphy, temporaryStore } from './murphy.ts'

it('findings are run one after another, with a line for each and a table at the end', async () => {
  const only = 'memory-lost-writes,memory-set'
  const ran = await murphy(['findings', '--only', only, '--store', temporaryStore()])
  expect(ran.code, ran.stderr).toBe(0)
  expect(ran.stderr).toMatch(
    /^1\/2 {2}memory-lost-writes {2}as expected: invalid by lost-writes .*\n2\/2 {2}memory-set/,
  )
  expect(ran.stdout).toMatch(/memory-set +valid by lost-writes +valid +\S+ s +1 of 1 +\S+report\.html/)
})

it('they are listed as data, each with its exit code and the command that runs it', async () => {
  const listed = await murphy(['findings', '--list', '--json', '--target', 'postgres'])
  const all = JSON.parse(listed.stdout) as { name: string; exitCode: number; command: string }[]
  expect(all.find(({ name }) => name === 'postgres-async-failover')).toMatchObject({
    exitCode: 1,
    command: expect.stringMatching(/^npx murphy test postgres --setting async .*--schedule failover/),
  })
})

it('a name that is none is refused', async () => {
  const refused = await murphy(['findings', '--only', 'memory-lost-write'])
  expect(refused.code).toBe(254)
  expect(refused.stderr).toContain('Did you mean "memory-lost-writes"?')
})
