import { expect, test } from 'vitest'
import type { Op } from '../../src/op/op.ts'
import { Recorder } from '../../src/runner/recorder.ts'

const op = { time: 5, process: 0, type: 'invoke', f: 'read', value: null } as const

test('indexes are dense, times never go back, and what is absent stays absent', () => {
  const batches: (readonly Op[])[] = []
  const recorder = new Recorder((batch) => void batches.push(batch))
  recorder.flush()
  recorder.append(op)
  recorder.append({ ...op, time: 3, key: 'x', error: { kind: 'k', message: 'm' }, node: 'n1' })
  recorder.flush()
  recorder.append(op)
  recorder.flush()
  recorder.flush()
  expect(batches).toEqual([
    [
      { index: 0, ...op },
      { index: 1, ...op, key: 'x', error: { kind: 'k', message: 'm' }, node: 'n1' },
    ],
    [{ index: 2, ...op }],
  ])
  expect(recorder.count).toBe(3)
})

test('after a failure nothing is recorded, so that there is no gap', () => {
  let calls = 0
  const recorder = new Recorder(() => {
    calls++
    throw new Error('full')
  })
  recorder.append(op)
  expect(() => recorder.flush()).toThrow('full')
  recorder.append(op)
  recorder.flush()
  expect([calls, recorder.count]).toEqual([1, 1])
})
