import { expect, it } from 'vitest'
import { Random } from '../../src/op/random.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import { targets } from '../../src/targets/registry.ts'
import { workloads } from '../../workloads/registry.ts'
import { set } from '../../workloads/set.ts'
import { FakeSystem } from './fake-system.ts'

it('targets and workloads share one namespace: no name means two things in one run', () => {
  const ofTargets = [...new Set(targets.flatMap(({ options }) => options.map(({ name }) => name)))]
  const ofWorkloads = [...new Set(workloads.flatMap(({ options = [] }) => options))].map(({ name }) => name)
  expect(new Set([...ofTargets, ...ofWorkloads]).size).toBe(ofTargets.length + ofWorkloads.length)
})

it('a workload’s options are filled in, and refused where another workload runs', () => {
  const options = { 'stale-reads': 'forbidden' }
  expect(resolve({ target: 'memory', workload: 'set' }).options).toMatchObject({ 'stale-reads': 'allowed' })
  expect(resolve({ target: 'memory', workload: 'set', options }).options).toMatchObject(options)
  expect(() => resolve({ target: 'memory', workload: 'set', options: { 'stale-reads': 'no' } })).toThrow(/"no"/)
  expect(() => resolve({ target: 'memory', workload: 'register', options })).toThrow('There is no option of memory')
})

it.each([
  ['allowed', false],
  ['forbidden', true],
])('set with stale reads %s', (value, linearizable) => {
  const common = {
    nodes: ['n1'],
    concurrency: 2,
    reads: 'primary',
    writes: 'primary',
    options: { 'stale-reads': value },
  } as const
  const { checkers } = set.build({ random: new Random(1), system: new FakeSystem(), ...common })
  expect(checkers.find(({ name }) => name === 'lost-writes')?.options).toEqual({ linearizable })
})
