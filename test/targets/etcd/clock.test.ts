import { afterAll, beforeAll, expect, it } from 'vitest'
import { probeClocks } from '../../../nemesis/clock-probe.ts'
import type { Skew } from '../../../src/cluster/clock/skew.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import { etcd as target } from '../../../src/targets/etcd/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { type Deployed, deployed, eventually } from '../deployed.ts'

describeWithEngine('the clock of a member of etcd, which asks the vDSO', () => {
  let etcd: Deployed
  const hostWas = Date.now() - performance.now()

  beforeAll(async () => {
    etcd = await deployed(target, { setting: 'linearizable', backend: docker, needs: ['vdso-clock'] })
  })
  afterAll(() => etcd?.down())

  const set = (skew: Skew) => etcd.cluster.node('n1').clock?.set(skew)
  /** Asks the members themselves; the others keep the true time. */
  async function expectClock(skew: Skew): Promise<void> {
    const context = { ...etcd, down: new Map<string, string>() }
    const runLike = (nodes: string[], skew: Skew) =>
      eventually(async () => (await probeClocks(context, nodes, skew)).seen)
    expect(await runLike(['n1'], skew), JSON.stringify(skew)).toBe(true)
    expect(await runLike(['n2', 'n3'], {}), 'the others').toBe(true)
  }

  it('jumps, outlives a restart, drifts and is true again, while the members serve and the host’s stays', async () => {
    const { cluster, system } = etcd
    const session = await system.connect('register', 'n1')
    await expectClock({})
    await set({ jumpMs: 60_000 })
    await expectClock({ jumpMs: 60_000 })
    await session.write(1, 1)
    await session.close()

    await cluster.node('n1').kill()
    await system.start('n1')
    await expectClock({ jumpMs: 60_000 })

    for (const skew of [{ jumpMs: -60_000 }, { rate: 1.1 }, {}]) {
      await set(skew)
      await expectClock(skew)
    }
    const again = await system.connect('register', 'n1')
    expect(await again.read(1)).toBe(1)
    await again.close()
    expect(Math.abs(Date.now() - performance.now() - hostWas)).toBeLessThan(200)
  })
})
