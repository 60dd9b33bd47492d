import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import { BUILD_MS, describeWithEngine, runIdOf, spec } from './engine.ts'

const runId = runIdOf('limits')
const MB = 1024 * 1024

describeWithEngine('limits of a container', () => {
  let cluster: Cluster
  const node = () => cluster.node('n1')
  const usage = async () => {
    const seen = await node().limits?.usage()
    if (seen === undefined) throw new Error('a container has limits')
    return seen
  }
  const busy = 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'

  beforeAll(async () => {
    cluster = await docker.up(spec(runId, ['n1']))
  }, BUILD_MS)
  afterAll(async () => cluster?.down())

  it('CPU: the scheduler holds back what would use more, and lets go again', async () => {
    await node().limits?.cpu(0.05)
    await node().exec(['sh', '-c', busy])
    const held = await usage()
    expect(held.throttledPeriods).toBeGreaterThan(0)
    await node().limits?.cpu(undefined)
    const free = await usage()
    await node().exec(['sh', '-c', busy])
    expect((await usage()).throttledPeriods).toBe(free.throttledPeriods)
  })

  it('memory: the kernel kills what asks for more, and no more when the limit is gone', async () => {
    const greedy = ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=64M', 'count=1']
    const before = await usage()
    await node().limits?.memory?.(before.resident + 16 * MB)
    expect((await usage()).memoryLimit).toBeLessThan(before.memoryLimit)
    expect((await node().exec(greedy)).code).not.toBe(0)
    expect((await usage()).oomKills).toBe(before.oomKills + 1)
    await node().limits?.memory?.(undefined)
    expect((await node().exec(greedy)).code).toBe(0)
  })
})
