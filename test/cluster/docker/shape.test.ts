import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster, Load } from '../../../src/cluster/cluster.ts'
import { connect } from '../../../src/cluster/docker/engine.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import { labelsOf } from '../../../src/cluster/docker/labels.ts'
import { probeKernel, type ShapingWay } from '../../../src/cluster/docker/links/mechanisms.ts'
import { up } from '../../../src/cluster/docker/up.ts'
import type { Shape } from '../../../src/cluster/shape.ts'
import {
  answers,
  BUILD_MS,
  containerOf,
  describeWithEngine,
  leftovers,
  postgresAnswers,
  runIdOf,
  spec,
  startPostgres,
} from './engine.ts'

/** Where the kernel has no NFQUEUE, there is nothing to test here; the matrix of faults says what it has instead. */
const probe = await docker.probe()
const has = probe.works ? await probeKernel(await connect(), await labelsOf('shape-probe'), () => {}) : new Set()
const suite: typeof describeWithEngine = (name, tests) =>
  probe.works && !has.has('queue')
    ? describe.skip(`${name} (skipped: no NFQUEUE)`, tests)
    : describeWithEngine(name, tests)

const small: Load = { count: 40, everyMs: 5, bytes: 56 }
const large: Load = { count: 10, everyMs: 20, bytes: 8000 }

suite('links of docker nodes made worse', () => {
  const runId = runIdOf('shape')
  let cluster: Cluster

  beforeAll(async () => {
    // The way that needs no module of the kernel beside what iptables loads.
    cluster = await up(spec(runId, ['n1', 'n2', 'n3']), { shapes: 'queue' })
    await Promise.all(cluster.nodes.map(startPostgres))
    await Promise.all(cluster.nodes.map(({ name }) => postgresAnswers(cluster, name)))
  }, BUILD_MS)
  afterAll(async () => {
    await cluster.down()
    expect(await leftovers(runId)).toEqual([])
  })

  const shaped = async (shape: Shape, load: Load) => {
    await cluster.network.shape([{ from: 'n1', to: 'n2', shape }])
    try {
      return await cluster.network.measure('n1', 'n2', load)
    } finally {
      await cluster.network.shape([])
    }
  }

  it('says by what', () => {
    expect(cluster.network.mechanismOf('delay')).toBe('NFQUEUE and murphy-netd')
    expect(cluster.network.mechanismOf('reset')).toContain('ss -K')
  })

  it('keeps order where only delays vary', async () => {
    const { reordered, medianMs } = await shaped({ delayMs: 80, jitterMs: 20, distribution: 'pareto' }, small)
    expect(reordered).toBe(0)
    expect(medianMs).toBeGreaterThan(60)
  })

  it('is narrow, and drops what does not fit into the queue', async () => {
    expect((await shaped({ bytesPerSecond: 80_000 }, large)).medianMs).toBeGreaterThan(80)
    const flood = { count: 40, everyMs: 2, bytes: 8000 }
    const { sent, received } = await shaped({ bytesPerSecond: 80_000, queueBytes: 17_000 }, flood)
    expect(received).toBeLessThan(sent)
  })

  it('shapes only the direction and the link that it is told', async () => {
    await cluster.network.shape([{ from: 'n1', to: 'client', shape: { delayMs: 400 } }], 'one')
    await cluster.network.shape([{ from: 'client', to: 'n3', shape: { delayMs: 400 } }], 'other')
    const trip = async (from: string, to: string) => (await cluster.network.measure(from, to, small)).medianMs ?? 0
    expect(await trip('n1', 'client')).toBeGreaterThan(300)
    expect(await trip('client', 'n3')).toBeGreaterThan(300)
    expect(await trip('n1', 'n3')).toBeLessThan(300)
    await cluster.network.shape([], 'one')
    expect(await trip('n1', 'client')).toBeLessThan(300)
    expect(await trip('client', 'n3')).toBeGreaterThan(300)
    await cluster.network.shape([], 'other')
  })

  it('holds beside cuts, and when the machine starts anew', async () => {
    await cluster.network.shape([{ from: 'n1', to: 'n2', shape: { delayMs: 400 } }])
    await cluster.network.cut([{ from: 'n3', to: 'n2' }])
    await (await containerOf(runId, 'n2')).kill()
    const { dataDir } = cluster.node('n2')
    await cluster.node('n2').start(['postgres', '-D', dataDir, '-c', 'listen_addresses=*'])
    await postgresAnswers(cluster, 'n2')
    expect((await cluster.network.measure('n1', 'n2', small)).medianMs).toBeGreaterThan(300)
    expect(await cluster.network.reaches('n3', 'n2', answers)).toBe(false)
    await cluster.network.cut([])
    await cluster.network.shape([])
    expect((await cluster.network.measure('n1', 'n2', small)).medianMs).toBeLessThan(300)
  })

  it('carries much through a queue', async () => {
    await cluster.network.shape([{ from: 'n1', to: 'n2', shape: { delayMs: 2 } }])
    const { host } = cluster.address('n2', 'n1')
    const script = `head -c 20000000 /dev/zero | tr '\\0' 'x' | sed 's/.*/select length($$&$$)/' | psql -h ${host} -U postgres -At -f -`
    const { stdout, stderr } = await cluster.node('n1').exec(['sh', '-c', script])
    await cluster.network.shape([])
    expect(stdout.trim(), stderr).toBe('20000000')
  })

  it('resets connections', async () => {
    const { host } = cluster.address('n2', 'n1')
    const sleeping = cluster.node('n1').exec(['psql', '-h', host, '-U', 'postgres', '-c', 'select pg_sleep(60)'])
    let hit = 0
    for (let tries = 0; hit === 0 && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      hit = await cluster.network.reset([{ from: 'n1', to: 'n2' }])
    }
    expect((await sleeping).code).not.toBe(0)
    expect(hit).toBeGreaterThan(0)
  })

  it('without netem and queue loses by iptables, and is narrow by tbf', async () => {
    const basic = await up(
      { ...spec(`${runId}-basic`, ['n1', 'n2']), needs: ['loss', 'bandwidth'] },
      { shapes: 'basic' },
    )
    try {
      expect(basic.network.mechanismOf('loss')).toBe('iptables statistic')
      await basic.network.shape([
        { from: 'n1', to: 'n2', shape: { loss: 0.3, bytesPerSecond: 80_000, queueBytes: 32_000 } },
      ])
      const { sent, received, medianMs } = await basic.network.measure('n1', 'n2', { ...large, count: 20 })
      expect(received).toBeLessThan(sent)
      expect(medianMs).toBeGreaterThan(40)
      await basic.network.shape([])
      expect(await basic.network.measure('n1', 'n2', small)).toMatchObject({ sent: 40, received: 40 })
    } finally {
      await basic.down()
    }
  })

  it.each<[ShapingWay, string]>([
    ['basic', 'delay'],
    ['basic', 'corruption'],
  ])('refuses what %s cannot: %s', async (shapes, need) => {
    const needs = [need as 'delay']
    await expect(up({ ...spec(`${runId}-refused`, ['n1']), needs }, { shapes })).rejects.toThrow(`cannot do ${need}`)
    expect(await leftovers(`${runId}-refused`)).toEqual([])
  })
})
