import { Command } from 'commander'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readScenario, testOptions } from '../../src/cli/commands/test.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import { command, type ResolvedScenario, type Scenario } from '../../src/scenario/scenario.ts'

/** What the command line makes of a printed command. */
function parsed(text: string): ResolvedScenario {
  const [npx, murphy, test, ...args] = text.split(' ')
  expect([npx, murphy, test]).toEqual(['npx', 'murphy', 'test'])
  const program = testOptions(new Command('test')).exitOverride()
  let scenario: Scenario | undefined
  program.action((target: string, flags: Record<string, unknown>) => {
    scenario = readScenario(target, flags)
  })
  program.parse(args, { from: 'user' })
  if (scenario === undefined) throw new Error('nothing was parsed')
  return resolve(scenario)
}

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const tenths = (least: number, most: number) => fc.integer({ min: least * 10, max: most * 10 }).map((n) => n / 10)

const shared = {
  reads: some(fc.constantFrom('primary' as const, 'any-node' as const)),
  nodes: some(fc.integer({ min: 2, max: 50 })),
  concurrency: some(fc.integer({ min: 1, max: 10_000 })),
  rate: some(fc.oneof(fc.constantFrom(0, 500, 0.5), fc.integer({ min: 0, max: 1e7 }))),
  timeLimit: some(tenths(0.1, 8640)),
  interval: some(tenths(0.1, 360)),
  timeout: some(fc.oneof(fc.constant('adaptive' as const), fc.integer({ min: 10, max: 600_000 }))),
  seed: some(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  checkTime: some(tenths(0.1, 8640)),
  checkMemory: some(fc.integer({ min: 64, max: 65_536 })),
}

const postgres = fc.record({
  ...shared,
  target: fc.constant('postgres'),
  setting: some(fc.constantFrom('async', 'sync', 'quorum')),
  backend: some(fc.constantFrom('process', 'docker')),
  work: fc.oneof(
    fc.record({ workload: some(fc.constantFrom('register', 'set')) }),
    fc.constant({ workload: 'list-append' }),
  ),
  trouble: fc.oneof(
    fc.record({ schedule: fc.constantFrom('interval', 'failover') }),
    fc.record({ faults: fc.subarray(['partition', 'kill', 'pause', 'failover']) }),
    fc.constant({}),
  ),
  options: some(
    fc.record({
      isolation: fc.constantFrom('read-committed', 'repeatable-read', 'serializable'),
      'sql-form': fc.constantFrom('mixed', 'upsert', 'read-write'),
      tables: fc.integer({ min: 1, max: 100 }),
    }),
  ),
})

const memory = fc.record({
  ...shared,
  target: fc.constant('memory'),
  workload: fc.constant('set'),
  options: fc.record(
    {
      flaw: fc.constantFrom('none', 'lose-writes', 'late'),
      'flaw-every': fc.integer({ min: 0, max: 1e9 }),
      latency: tenths(0, 100),
      'stale-reads': fc.constantFrom('allowed', 'forbidden'),
    },
    { requiredKeys: [] },
  ),
})

/** Without the fields that were left open. */
const given = (fields: object): Scenario =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Scenario

it('the command of a run is the run: parsed again, it resolves to the same scenario', () => {
  fc.assert(
    fc.property(fc.oneof(postgres, memory), (fields) => {
      const { trouble, work, ...rest } = { trouble: {}, work: {}, ...fields }
      const scenario = resolve(given({ ...rest, ...trouble, ...given(work) }))
      expect(parsed(command(scenario))).toEqual(scenario)
    }),
    { numRuns: 500 },
  )
})

it('says what is tested, and of the rest only what is not usual', () => {
  const usual = resolve({ target: 'postgres', workload: 'set', schedule: 'failover', timeLimit: 20, seed: 1 })
  expect(command(usual)).toBe(
    'npx murphy test postgres --setting async --backend process --workload set --schedule failover --time-limit 20 --seed 1',
  )
  expect(command({ ...usual, rate: 0, checkTime: 5 })).toMatch(/ --rate 0 .*--check-time 5 /)
})
