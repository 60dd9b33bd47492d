import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readSamples } from '../../src/history/samples.ts'
import { startSampling } from '../../src/scenario/sampler.ts'
import { SampleWriter } from '../../src/store/samples.ts'
import type { System } from '../../src/targets/target.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampler-'))
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

function sampling(sample: System['sample']) {
  const path = join(folder, 'samples.jsonl')
  let time = 0
  return { ...startSampling({ sample } as System, () => ++time, new SampleWriter(path)), read: () => readSamples(path) }
}

it('looks at once, then every quarter of a second, and writes down what it saw and when it looked', async () => {
  const sampler = sampling(async () => [{ node: 'n1', role: 'primary' }])
  await vi.advanceTimersByTimeAsync(500)
  await sampler.stop()
  expect(sampler.read()).toEqual([1, 2, 3].map((time) => ({ time, node: 'n1', role: 'primary' })))
  expect(sampler.latest()).toEqual([{ time: 3, node: 'n1', role: 'primary' }])
})

it('goes on after a look that failed', async () => {
  let looks = 0
  const sampler = sampling(async () => {
    if (looks++ === 0) throw new Error('no answer')
    return [{ node: 'n1', role: 'down' }]
  })
  await vi.advanceTimersByTimeAsync(250)
  await sampler.stop()
  expect(sampler.read()).toEqual([{ time: 2, node: 'n1', role: 'down' }])
})

it('never has two looks at once, and writes nothing after it was stopped', async () => {
  let looks = 0
  let answer = (_: Awaited<ReturnType<System['sample']>>) => {}
  const sampler = sampling(() => {
    looks++
    return new Promise((resolve) => {
      answer = resolve
    })
  })
  await vi.advanceTimersByTimeAsync(2000)
  expect(looks).toBe(1)
  const stopped = sampler.stop()
  answer([{ node: 'n1', role: 'primary' }])
  await stopped
  await vi.advanceTimersByTimeAsync(1000)
  expect(looks).toBe(1)
  expect(sampler.read()).toEqual([])
})
