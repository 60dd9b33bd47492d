import { expect, test } from 'vitest'
import { recoveries } from '../../reports/model/recoveries.ts'
import type { Json } from '../../src/op/op.ts'

const told = (...found: Json[]) =>
  recoveries({ verdict: 'invalid', summary: '', checked: {}, details: { bound: 2e9, recoveries: found } })

test('what was measured after each fault, in words', () => {
  const kill = { fault: 'kill', at: 4e9, answered: { n1: 31e7, n2: null }, whole: 25e8, served: 1e7, others: [] }
  expect(told({ ...kill, next: null, judged: 'late' })).toEqual([
    {
      fault: 'kill',
      healed: '4.000 s',
      answered: 'n1 310 ms, n2 not seen',
      whole: '2.50 s',
      served: '10 ms',
      note: 'late',
      late: true,
    },
  ])
  expect(told({ ...kill, next: 9e9, judged: null })[0]?.note).toBe('next fault at 9.000 s')
  expect(told({ ...kill, others: ['pause'], judged: null })[0]?.note).toBe('while pause went on')
})

test('details of another shape say nothing', () => {
  expect(recoveries(undefined)).toEqual([])
  expect(told(7, { fault: 3 })).toHaveLength(1)
})
