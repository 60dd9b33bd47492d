import { expect, it } from 'vitest'
import type { FaultReport } from '../../src/op/fault.ts'
import type { Json, Op } from '../../src/op/op.ts'
import { ActiveFaults } from '../../src/scenario/active-faults.ts'

const report = (fault: string, phase: FaultReport['phase']): FaultReport => ({
  fault,
  phase,
  planned: null,
  applied: { mechanism: 'test', nodes: ['n1'] },
  observed: { seen: true, how: 'test' },
})

const op = (value: unknown, process: Op['process'] = 'nemesis'): Op => ({
  index: 0,
  time: 0,
  process,
  type: 'info',
  f: 'x',
  value: value as Json,
})

it('a fault is active from its start to its stop; an act without duration never is', () => {
  const active = new ActiveFaults()
  active.see([op(report('partition', 'start')), op(report('kill', 'start')), op(report('failover', 'once'))])
  expect(active.names()).toEqual(['kill', 'partition'])
  active.see([op(report('partition', 'start')), op(report('partition', 'stop'))])
  expect(active.names()).toEqual(['kill'])
})

it('nothing but a report of the nemesis counts', () => {
  const active = new ActiveFaults()
  active.see([op(null), op('kill'), op({ fault: 'kill' }), op(report('kill', 'start'), 3)])
  expect(active.names()).toEqual([])
})
