import { expect, test } from 'vitest'
import { usageOf } from '../../src/cluster/limits.ts'

test('control groups of version 1', () => {
  const files = new Map([
    ['cpu/cpu.stat', 'nr_periods 17\nnr_throttled 15\nthrottled_time 1121800138\n'],
    ['memory/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n'],
    ['memory/memory.stat', 'cache 40960\nrss 1\nshmem 2\ntotal_rss 442368\ntotal_rss_huge 0\ntotal_shmem 8192\n'],
    ['memory/memory.limit_in_bytes', '43864064\n'],
  ])
  expect(usageOf(files)).toEqual({
    throttledPeriods: 15,
    throttledMs: 1121.800138,
    oomKills: 4,
    resident: 450560,
    memoryLimit: 43864064,
  })
})

test('control groups of version 2', () => {
  const files = new Map([
    ['cpu.stat', 'usage_usec 9\nnr_periods 3\nnr_throttled 2\nthrottled_usec 1500\n'],
    ['memory.events', 'low 0\noom 2\noom_kill 1\noom_group_kill 0\n'],
    ['memory.stat', 'anon 4096\nfile 1\nshmem 100\n'],
    ['memory.max', 'max\n'],
  ])
  expect(usageOf(files)).toEqual({
    throttledPeriods: 2,
    throttledMs: 1.5,
    oomKills: 1,
    resident: 4196,
    memoryLimit: Number.POSITIVE_INFINITY,
  })
})
