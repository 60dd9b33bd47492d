import { afterEach, describe, expect, it } from 'vitest'
import { vdsoHere } from '../../../src/cluster/clock/vdso/here.ts'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { processes } from '../../../src/cluster/process/index.ts'
import { eventually, newRunId, nodeProgram } from './servers.ts'

const here = await vdsoHere()
const tell = 'console.log(Number(process.hrtime.bigint() / 1_000_000n) - Date.now())'

describe.skipIf('lacks' in here)('the clock of a node whose database asks the vDSO', () => {
  let cluster: Cluster
  afterEach(() => cluster?.down())

  it('is the node’s alone, and outlives a restart', async () => {
    cluster = await processes.up({
      runId: newRunId(),
      nodes: ['n1', 'n2'],
      port: 1,
      needs: ['vdso-clock'],
      log: () => {},
    })
    const node = await nodeProgram(cluster)
    const program = [node, '-e', `setInterval(() => ${tell}, 5)`]
    const one = cluster.node('n1')
    await Promise.all(cluster.nodes.map((each) => each.start(program)))
    await Promise.all(cluster.nodes.map((each) => eventually(() => isAhead(each, 0))))

    await one.clock?.set({ jumpMs: 60_000 })
    await eventually(() => isAhead(one, 60_000))
    expect(await isAhead(cluster.node('n2'), 0)).toBe(true)
    expect(ahead((await one.exec([node, '-e', tell])).stdout, 0)).toBe(true)

    await one.kill()
    await one.start(program)
    await eventually(() => isAhead(one, 60_000))

    await one.pause()
    await one.clock?.set({ jumpMs: -60_000 })
    expect(await one.state()).toBe('paused')
    await one.resume()
    await eventually(() => isAhead(one, -60_000))
    await one.clock?.set({})
    await eventually(() => isAhead(one, 0))
  })
})

async function isAhead(node: Cluster['nodes'][number], ms: number): Promise<boolean> {
  return ahead(await node.logTail(1), ms)
}

/** Whether a program that told how far its monotonic clock is ahead of its wall clock had one that is `ms` ahead of ours. */
function ahead(told: string, ms: number): boolean {
  const wanted = Number(process.hrtime.bigint() / 1_000_000n) - Date.now() - ms
  return told !== '' && Math.abs(Number(told) - wanted) < 1000
}
