import { describe, expect, it } from 'vitest'
import { faults, missing, needsOf } from '../../nemesis/registry.ts'
import { backends } from '../../src/cluster/registry.ts'
import { MurphyError } from '../../src/op/failure.ts'
import { byName } from '../../src/op/names.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { targets } from '../../src/targets/registry.ts'
import { workloads } from '../../workloads/registry.ts'

const refused = (scenario: Scenario): MurphyError => {
  try {
    resolve(scenario)
  } catch (error) {
    if (error instanceof MurphyError) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('a scenario that leaves everything open', () => {
  it('gets the usual choices, and a seed', () => {
    const { seed, ...rest } = resolve({ target: 'postgres' })
    expect(rest).toEqual({
      target: 'postgres',
      setting: 'async',
      backend: 'process',
      workload: 'register',
      schedule: 'interval',
      faults: [],
      recoverWithin: 0,
      watchdog: 'on',
      reads: 'primary',
      writes: 'primary',
      nodes: 3,
      concurrency: 10,
      rate: 500,
      timeLimit: 30,
      interval: 4,
      timeout: 'adaptive',
      checkTime: 120,
      checkMemory: 2048,
      options: { isolation: 'read-committed', fencing: 'kill', fsync: 'on', lease: 2, 'sql-form': 'mixed', tables: 3 },
      store: 'store',
    })
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true)
  })

  it('has another seed each time', () => {
    expect(new Set(Array.from({ length: 5 }, () => resolve({ target: 'memory' }).seed)).size).toBeGreaterThan(1)
  })
})

it('a resolved scenario stays as it is', () => {
  const once = resolve({ target: 'postgres', faults: ['kill', 'kill', 'pause'], timeLimit: 5, rate: 0 })
  expect(once.faults).toEqual(['kill', 'pause'])
  expect(resolve(once)).toEqual(once)
})

describe('refused, each with what would be right', () => {
  const cases: [string, Scenario, RegExp, RegExp?][] = [
    ['a target', { target: 'postgers' }, /There is no target "postgers"\./, /Did you mean "postgres"\?/],
    ['a setting', { target: 'postgres', setting: 'x' }, /no setting of postgres "x"/, /async, sync, quorum/],
    ['a workload', { target: 'postgres', workload: 'x' }, /There is no workload "x"/, /register, set/],
    ['a backend', { target: 'postgres', backend: 'x' }, /There is no backend "x"/, /process, docker/],
    [
      'a schedule',
      { target: 'postgres', schedule: 'x' },
      /There is no schedule "x"/,
      /interval, periods, chaos, failover/,
    ],
    ['a fault', { target: 'postgres', faults: ['kil'] }, /There is no fault "kil"/, /Did you mean "kill"\?/],
    ['where reads go', { target: 'postgres', reads: 'x' as 'primary' }, /no place for reads "x"/, /primary, any-node/],
    [
      'where writes go',
      { target: 'postgres', writes: 'any-node' },
      /takes writes on its primary only/,
      /Leave --writes out/,
    ],
    [
      'a backend without the target',
      { target: 'memory', backend: 'docker' },
      /Memory does not run on the backend "docker"\./,
      /It runs on: in-process\./,
    ],
    [
      'a fault that nothing can do here',
      { target: 'memory', faults: ['clock'] },
      /"clock" needs clock, clock-offset, which Memory on the backend "in-process" does not have/,
    ],
    [
      'a fault that nothing can do to the target',
      { target: 'zookeeper', faults: ['clock'] },
      /"clock" needs clock, clock-offset, which ZooKeeper on the backend "docker" does not have/,
      /It cannot be done to ZooKeeper: its servers do not say what time it is/,
    ],
    [
      'the faults of a schedule as well',
      { target: 'memory', schedule: 'failover' },
      /needs .*, which Memory on the backend "in-process" does not have/,
    ],
    [
      'a schedule and faults',
      { target: 'postgres', schedule: 'failover', faults: ['kill'] },
      /The schedule "failover" brings its own faults/,
      /not both/,
    ],
    ['a promotion of nobody', { target: 'postgres', schedule: 'failover', nodes: 1 }, /needs a second node/],
    ['a partition of one', { target: 'postgres', faults: ['partition'], nodes: 1 }, /"partition" needs a second node/],
    [
      'a setting that needs a standby',
      { target: 'postgres', setting: 'quorum', nodes: 1 },
      /PostgreSQL in the setting "quorum" needs at least 2 nodes/,
    ],
    [
      'an option of another backend',
      { target: 'postgres', backend: 'process', options: { version: 17 } },
      /--version means nothing on the backend "process"/,
      /--backend docker/,
    ],
    [
      'an option of another setting',
      { target: 'mariadb', setting: 'async', options: { 'wsrep-sync-wait': '1' } },
      /--wsrep-sync-wait means nothing in the setting "async"/,
      /--setting galera/,
    ],
    [
      'a promotion where every node leads',
      { target: 'mariadb', schedule: 'failover' },
      /"failover" needs failover/,
      /every node leads, and nobody is promoted/,
    ],
    ["another target's option", { target: 'postgres', options: { flaw: 'late' } }, /no option of postgres "flaw"/],
    ['a value of an option', { target: 'memory', options: { flaw: 'x' } }, /There is no flaw "x"/, /lose-writes/],
    [
      'an option that is no number',
      { target: 'memory', options: { latency: 'x' } },
      /--latency takes a number, not "x"/,
    ],
    ['an empty number', { target: 'memory', options: { latency: '' } }, /--latency takes a number, not ""/],
    ['no tables', { target: 'postgres', options: { tables: 0 } }, /--tables takes a whole number from 1 to 100/],
    ['an SQL form', { target: 'postgres', options: { 'sql-form': 'x' } }, /There is no sql-form "x"/, /mixed, upsert/],
    [
      'a consistency model',
      { target: 'postgres', workload: 'list-append', options: { expect: 'x' } },
      /There is no consistency model "x"/,
      /serializable/,
    ],
    [
      'a consistency model for what is not judged by one',
      { target: 'postgres', workload: 'set', options: { expect: 'serializable' } },
      /There is no option of postgres and set "expect"/,
    ],
    ['a negative option', { target: 'memory', options: { latency: -1 } }, /--latency takes a number from 0/],
  ]
  it.each(cases)('%s', (_, scenario, says, hints) => {
    const error = refused(scenario)
    expect(error.kind).toBe('usage')
    expect(error.message).toMatch(says)
    if (hints !== undefined) expect(error.hint).toMatch(hints)
  })

  const numbers: [keyof Scenario, string, number[], number[]][] = [
    ['nodes', 'nodes', [0, -1, 1.5, 51, Number.NaN], [1, 50]],
    ['concurrency', 'concurrency', [0, 0.5, 10_001], [1, 10_000]],
    ['rate', 'rate', [-1, 1e8, Number.POSITIVE_INFINITY], [0, 0.5, 1e7]],
    ['timeLimit', 'time-limit', [0, 86_401], [0.1, 86_400]],
    ['interval', 'interval', [0, 3601], [0.1, 3600]],
    ['timeout', 'timeout', [0, 9, 600_001], [10, 600_000]],
    ['seed', 'seed', [-1, 0.5, 2 ** 32], [0, 2 ** 32 - 1]],
    ['checkTime', 'check-time', [0, 86_401], [0.1, 86_400]],
    ['checkMemory', 'check-memory', [1, 64.5, 65_537], [64, 65_536]],
  ]
  it.each(numbers)('%s out of its range', (field, name, bad, good) => {
    for (const value of bad) {
      const error = refused({ target: 'postgres', [field]: value })
      expect(error.message).toMatch(new RegExp(`^--${name} takes a (whole )?number from .* to .*, not ${value}\\.$`))
      expect(error.hint).toMatch(/^Leave it out for .+\.$/)
    }
    for (const value of good) expect(resolve({ target: 'postgres', [field]: value })[field]).toBe(value)
  })
})

it('a workload is refused by name exactly where the target lacks its data type', () => {
  for (const target of targets)
    for (const { name, dataType } of workloads)
      if (target.dataTypes.includes(dataType))
        expect(resolve({ target: target.name, workload: name }).workload).toBe(name)
      else expect(refused({ target: target.name, workload: name }).message).toContain(`offers no ${dataType}`)
})

it.each(['docker', 'process'])('PostgreSQL on %s has every fault, or is refused it with what is lacking', (name) => {
  const backend = byName('backend', backends, name)
  const { capabilities } = byName('target', targets, 'postgres')
  for (const fault of faults) {
    const scenario = { target: 'postgres', backend: name, faults: [fault.name] }
    const [lacking] = missing(fault.needs, backend.capabilities, capabilities)
    if (lacking === undefined) expect(resolve(scenario).faults).toEqual([fault.name])
    else expect(refused(scenario).message).toContain(lacking)
  }
})

it('a clock is set in the way that reaches the target’s programs', () => {
  expect(resolve({ target: 'etcd', faults: ['clock'] }).faults).toEqual(['clock'])
  const { needs } = byName('fault', faults, 'clock')
  expect(needsOf({ needs })).toEqual(['clock', 'clock-offset'])
  expect(needsOf({ needs }, 'libc')).toEqual(needs)
  expect(needsOf({ needs }, 'vdso')).toEqual(['vdso-clock', 'clock-offset'])
})

it('what happens to packets is refused where there are none, with the reason', () => {
  for (const fault of ['loss', 'corrupt', 'duplicate', 'reorder'])
    expect(refused({ target: 'postgres', backend: 'process', faults: [fault] }).hint).toContain('sees no packets')
})

it('what a setting lacks is refused there only, with the reason', () => {
  expect(resolve({ target: 'mysql', setting: 'async', schedule: 'failover' }).schedule).toBe('failover')
  const error = refused({ target: 'mysql', setting: 'group', schedule: 'failover' })
  expect(error.hint).toBe('In the setting "group", a group fails over by itself.')
  expect(resolve({ target: 'mysql', setting: 'group', faults: ['switchover'] }).faults).toEqual(['switchover'])
})
