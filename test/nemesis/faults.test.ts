import { describe, expect, it } from 'vitest'
import type { Nemesis } from '../../nemesis/nemesis.ts'
import { nemesisFor } from '../../nemesis/registry.ts'
import { isFaultReport } from '../../src/op/fault.ts'
import type { Json } from '../../src/op/op.ts'
import { fakeContext } from './fake-cluster.ts'

async function perform(nemesis: Nemesis, f: string, value: Json = null) {
  const completion = await nemesis.invoke({ f, value, process: 'nemesis', time: 0 })
  expect(completion.type).toBe('info')
  if (!isFaultReport(completion.value)) throw new Error(`${f} made no report`)
  expect(completion.value.planned).toEqual(value)
  expect(JSON.parse(JSON.stringify(completion.value))).toEqual(completion.value)
  return completion.value
}

describe('partition', () => {
  it('cuts what the grudge says, sees that nothing passes there and that the rest does, and heals', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['partition'], fake.context)
    const start = await perform(nemesis, 'start-partition', ['n3'])
    expect(start).toMatchObject({
      fault: 'partition',
      phase: 'start',
      applied: { mechanism: 'fake links', nodes: ['n1', 'n2', 'n3'] },
      observed: { seen: true },
    })
    expect(start.applied.detail).toEqual({ grudge: { n1: ['n3'], n2: ['n3'], n3: ['n1', 'n2'] } })
    expect(start.observed.detail).toMatchObject({
      blocked: ['n1 → n3', 'n2 → n3', 'n3 → n1', 'n3 → n2'],
      open: ['client → n1', 'client → n2', 'client → n3', 'n1 → n2', 'n2 → n1'],
    })
    const stop = await perform(nemesis, 'stop-partition')
    expect(stop).toMatchObject({ phase: 'stop', observed: { seen: true } })
    expect(fake.cuts()).toEqual([])
  })

  it('says so when links leak', async () => {
    const nemesis = nemesisFor(['partition'], fakeContext(3, { leakyNetwork: true }).context)
    const start = await perform(nemesis, 'start-partition', 'halves')
    expect(start.observed).toMatchObject({
      seen: false,
      detail: { leaking: ['n2 → n1', 'n3 → n1', 'n1 → n2', 'n1 → n3'] },
    })
  })

  it('does not call the silence of frozen nodes a partition', async () => {
    const fake = fakeContext()
    fake.states.set('n3', 'paused')
    const nemesis = nemesisFor(['partition'], fake.context)
    const start = await perform(nemesis, 'start-partition', ['n3'])
    expect(start.observed).toMatchObject({ seen: false, detail: { silent: ['n3'] } })
    expect(fake.cuts()).toHaveLength(4)
    const stop = await perform(nemesis, 'stop-partition')
    expect(stop.observed).toMatchObject({ seen: true, how: expect.stringContaining('nothing could be asked') })
  })

  it('asks again where a busy machine left the first question without an answer', async () => {
    const fake = fakeContext()
    const { ping } = fake.context.system
    let asked = 0
    const system = {
      ...fake.context.system,
      ping: async (...to: Parameters<typeof ping>) => asked++ >= 3 && ping(...to),
    }
    const nemesis = nemesisFor(['partition'], { ...fake.context, system })
    expect((await perform(nemesis, 'start-partition', ['n3'])).observed.seen).toBe(true)
  })

  it('sees what is open on a machine so busy that of any three questions one has no answer', async () => {
    const fake = fakeContext()
    const { ping } = fake.context.system
    let asked = 0
    const slow = async (...to: Parameters<typeof ping>) => asked++ % 3 !== 0 && (await ping(...to))
    const { network } = fake.context.cluster
    const reaches: typeof network.reaches = async (from, to, ask) =>
      (await network.reaches(from, to, ask)) && asked++ % 3 !== 0
    const context = {
      ...fake.context,
      system: { ...fake.context.system, ping: slow },
      cluster: { ...fake.context.cluster, network: { ...network, reaches } },
    }
    const start = await perform(nemesisFor(['partition'], context), 'start-partition', ['n3'])
    expect(start.observed).toMatchObject({ seen: true, detail: { blocked: expect.arrayContaining(['n1 → n3']) } })
  })

  it('asks over the links of a node whose database is down in the one direction that can tell', async () => {
    const fake = fakeContext()
    fake.states.set('n3', 'stopped')
    const nemesis = nemesisFor(['partition'], fake.context)
    const start = await perform(nemesis, 'start-partition', ['n3'])
    expect(start.observed).toMatchObject({ seen: true, detail: { blocked: ['n3 → n1', 'n3 → n2'], silent: ['n3'] } })
  })

  it('keeps cut replication and a partition apart: healing one leaves the other', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['partition'], fake.context)
    const cut = await perform(nemesis, 'cut-replication', 'primaries')
    expect(cut).toMatchObject({ fault: 'replication', phase: 'start', observed: { seen: true } })
    expect(cut.applied.detail).toEqual({ grudge: { n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] } })
    await perform(nemesis, 'start-partition', ['n3'])
    expect(fake.cuts()).toHaveLength(6)
    const stop = await perform(nemesis, 'stop-partition')
    expect(stop.observed.seen).toBe(true)
    expect(fake.cuts()).toHaveLength(4)
    await nemesis.heal()
    expect(fake.cuts()).toEqual([])
  })

  it('sees a one-way cut', async () => {
    const nemesis = nemesisFor(['partition'], fakeContext().context)
    const start = await perform(nemesis, 'start-partition', { grudge: { n2: ['n1'] } })
    expect(start.observed).toMatchObject({
      seen: true,
      detail: {
        blocked: ['n1 → n2', 'one way n1 → n2'],
        open: expect.arrayContaining(['one way n2 → n1']),
      },
    })
  })

  it('says so where the direction that should be open is cut, too', async () => {
    const { context } = fakeContext()
    const { network } = context.cluster
    const deaf = { ...context, cluster: { ...context.cluster, network: { ...network, arrives: async () => false } } }
    const start = await perform(nemesisFor(['partition'], deaf), 'start-partition', { grudge: { n2: ['n1'] } })
    expect(start.observed).toMatchObject({ seen: false, detail: { unexpectedlyBlocked: ['one way n2 → n1'] } })
  })

  it('takes a direction that could not be looked at for no evidence', async () => {
    const { context } = fakeContext()
    const { network } = context.cluster
    const arrives = async (from: string, to: string) => {
      if (from === 'n1') throw new Error('no program can be run there')
      return await (network.arrives?.(from, to) ?? false)
    }
    const blind = { ...context, cluster: { ...context.cluster, network: { ...network, arrives } } }
    const start = await perform(nemesisFor(['partition'], blind), 'start-partition', { grudge: { n2: ['n1'] } })
    expect(start.observed).toMatchObject({ seen: false, detail: { notSilent: ['one way n1 → n2'] } })
  })
})

describe('kill', () => {
  it('kills, sees it, and starts what is down, the primary first', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['kill'], fake.context)
    const start = await perform(nemesis, 'kill', 'all')
    expect(start).toMatchObject({
      fault: 'kill',
      phase: 'start',
      applied: { mechanism: 'SIGKILL', nodes: ['n1', 'n2', 'n3'] },
    })
    expect(start.observed).toMatchObject({ seen: true, detail: { n1: { state: 'stopped', answers: false } } })
    const stop = await perform(nemesis, 'start')
    expect(stop).toMatchObject({ phase: 'stop', applied: { nodes: ['n1', 'n2', 'n3'] }, observed: { seen: true } })
    expect(fake.log.slice(3)).toEqual(['start n1', 'start n2', 'start n3'])
  })

  it('says so when nothing died', async () => {
    const nemesis = nemesisFor(['kill'], fakeContext(3, { deafNodes: true }).context)
    expect((await perform(nemesis, 'kill', ['n2'])).observed).toMatchObject({
      seen: false,
      detail: { n2: { state: 'running', answers: true } },
    })
  })

  it('reports a node that cannot be started, and starts the others', async () => {
    const fake = fakeContext(3, { doomed: 'n1' })
    const nemesis = nemesisFor(['kill'], fake.context)
    await perform(nemesis, 'kill', 'all')
    const stop = await perform(nemesis, 'start')
    expect(stop.observed).toMatchObject({ seen: false, detail: { error: 'n1 is doomed' } })
    expect([...fake.states]).toEqual([
      ['n1', 'stopped'],
      ['n2', 'running'],
      ['n3', 'running'],
    ])
  })

  it('heals only what it killed', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['kill'], fake.context)
    await perform(nemesis, 'kill', ['n2'])
    fake.states.set('n3', 'stopped')
    await nemesis.heal()
    await nemesis.heal()
    expect(fake.log).toEqual(['kill n2', 'start n2'])
  })

  it('reports a value that names no nodes instead of failing', async () => {
    const nemesis = nemesisFor(['kill'], fakeContext().context)
    expect((await perform(nemesis, 'kill', 'some')).observed).toMatchObject({
      seen: false,
      detail: { error: expect.stringContaining('known: one') },
    })
  })
})

describe('crash', () => {
  it('strikes every node, and brings all back', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['crash'], fake.context)
    const start = await perform(nemesis, 'crash', 'all')
    expect(start).toMatchObject({ applied: { nodes: ['n1', 'n2', 'n3'] }, observed: { seen: true } })
    expect(await perform(nemesis, 'recover')).toMatchObject({ applied: { nodes: ['n1', 'n2', 'n3'] } })
  })
})

describe('shutdown', () => {
  it('stops in order, and leaves to each family what it holds down', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['kill', 'shutdown'], fake.context)
    await perform(nemesis, 'kill', ['n1'])
    const stopped = await perform(nemesis, 'shutdown', 'all')
    expect(stopped).toMatchObject({
      fault: 'shutdown',
      applied: { nodes: ['n2', 'n3'] },
      observed: { seen: true, detail: { n2: { state: 'stopped', answers: false } } },
    })
    expect([...fake.context.down]).toEqual([
      ['n1', 'kill'],
      ['n2', 'shutdown'],
      ['n3', 'shutdown'],
    ])
    expect((await perform(nemesis, 'start')).applied.nodes).toEqual(['n1'])
    expect((await perform(nemesis, 'boot')).applied.nodes).toEqual(['n2', 'n3'])
    expect(fake.context.down.size).toBe(0)
  })

  it('heals', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['shutdown'], fake.context)
    await perform(nemesis, 'shutdown', ['n3'])
    await nemesis.heal()
    expect([...fake.states.values()]).toEqual(['running', 'running', 'running'])
  })
})

describe('restart', () => {
  it('takes one node after the other, the primary last, and sees each down in between', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['restart'], fake.context)
    const done = await perform(nemesis, 'rolling-restart', 'all')
    expect(done).toMatchObject({ phase: 'once', applied: { nodes: ['n2', 'n3', 'n1'] }, observed: { seen: true } })
    expect(fake.log).toEqual(['stop n2', 'start n2', 'stop n3', 'start n3', 'stop n1', 'start n1'])
    expect(await perform(nemesis, 'end-restart')).toMatchObject({ phase: 'stop', applied: { nodes: [] } })
  })

  it('says so when nothing stopped, and starts what did not come back', async () => {
    const deaf = nemesisFor(['restart'], fakeContext(3, { deafNodes: true }).context)
    expect((await perform(deaf, 'rolling-restart', 'all')).observed).toMatchObject({ seen: false })
    const fake = fakeContext(3, { doomed: 'n2' })
    const nemesis = nemesisFor(['restart'], fake.context)
    expect((await perform(nemesis, 'rolling-restart', 'all')).observed.detail).toEqual({ error: 'n2 is doomed' })
    expect([...fake.context.down]).toEqual([['n2', 'restart']])
    expect((await perform(nemesis, 'end-restart')).observed.detail).toEqual({ error: 'n2 is doomed' })
  })
})

describe('pause', () => {
  it('pauses running nodes, sees it, and resumes those that are paused by now', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['pause', 'kill'], fake.context)
    fake.states.set('n1', 'stopped')
    const start = await perform(nemesis, 'pause', 'all')
    expect(start).toMatchObject({ fault: 'pause', applied: { nodes: ['n2', 'n3'] }, observed: { seen: true } })
    await perform(nemesis, 'kill', ['n3'])
    const stop = await perform(nemesis, 'resume')
    expect(stop).toMatchObject({ phase: 'stop', applied: { nodes: ['n2', 'n3'] }, observed: { seen: true } })
    expect(fake.states.get('n3')).toBe('stopped')
    expect((await perform(nemesis, 'resume')).observed).toEqual({ seen: true, how: 'no node is paused any more' })
  })

  it('resumes only the nodes of a list, so that pauses of several nodes may overlap', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['pause'], fake.context)
    await perform(nemesis, 'pause', ['n1'])
    await perform(nemesis, 'pause', ['n2'])
    expect((await perform(nemesis, 'resume', ['n1'])).applied.nodes).toEqual(['n1'])
    expect(fake.states.get('n2')).toBe('paused')
    expect((await perform(nemesis, 'resume')).applied.nodes).toEqual(['n2'])
  })

  it('says so when nothing was paused', async () => {
    const nemesis = nemesisFor(['pause'], fakeContext(3, { deafNodes: true }).context)
    expect((await perform(nemesis, 'pause', 'primaries')).observed.seen).toBe(false)
  })

  it('heals', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['pause'], fake.context)
    await perform(nemesis, 'pause', 'majority')
    await nemesis.heal()
    expect([...fake.states.values()]).toEqual(['running', 'running', 'running'])
  })
})

describe('cpu', () => {
  it('throttles, sees the scheduler count it, and releases', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['cpu'], fake.context)
    const start = await perform(nemesis, 'throttle-cpu', { spec: 'primaries', seed: 1, cpus: 0.02 })
    expect(start).toMatchObject({
      fault: 'cpu',
      phase: 'start',
      applied: { mechanism: 'fake limits', nodes: ['n1'], detail: { cpus: 0.02 } },
      observed: { seen: true, how: expect.stringContaining('scheduler') },
    })
    expect(await perform(nemesis, 'release-cpu')).toMatchObject({
      applied: { nodes: ['n1'] },
      observed: { seen: true },
    })
    expect(fake.log).toEqual(['cpu n1 0.02', 'cpu n1 free'])
    await perform(nemesis, 'throttle-cpu', 'all')
    await nemesis.heal()
    expect(fake.log.slice(-3)).toEqual(['cpu n1 free', 'cpu n2 free', 'cpu n3 free'])
  })

  it('says so when nothing was held back', async () => {
    const nemesis = nemesisFor(['cpu'], fakeContext(3, { deafNodes: true }).context)
    expect((await perform(nemesis, 'throttle-cpu', ['n2'])).observed).toMatchObject({
      seen: false,
      detail: { held: { n2: 0 } },
    })
  })
})

describe('memory', () => {
  it('leaves little more than what is held, counts what the kernel kills, and brings back what died', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['memory'], fake.context)
    const start = await perform(nemesis, 'limit-memory', ['n2', 'n3'])
    expect(start).toMatchObject({
      fault: 'memory',
      applied: { nodes: ['n2', 'n3'], detail: { bytes: { n2: 1000 + 8 * 1024 * 1024 } } },
      observed: { seen: true, detail: { killed: { n2: 1, n3: 1 }, states: { n2: 'stopped', n3: 'stopped' } } },
    })
    const stop = await perform(nemesis, 'release-memory')
    expect(stop).toMatchObject({ applied: { nodes: ['n2', 'n3'] }, observed: { seen: true } })
    expect(fake.log.slice(2)).toEqual(['memory n2 free', 'memory n3 free', 'start n2', 'start n3'])
  })

  it('leaves what another fault holds down alone', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['memory', 'kill'], fake.context)
    await perform(nemesis, 'limit-memory', ['n2'])
    fake.context.down.set('n2', 'kill')
    expect((await perform(nemesis, 'release-memory')).observed).toMatchObject({ seen: true })
    expect(fake.states.get('n2')).toBe('stopped')
  })

  it('says so when nothing was killed', async () => {
    const nemesis = nemesisFor(['memory'], fakeContext(3, { deafNodes: true }).context)
    expect((await perform(nemesis, 'limit-memory', 'one')).observed.seen).toBe(false)
  })
})

describe('disk-full', () => {
  it('fills, sees that nothing can be written, frees, and starts what stopped for it', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['disk-full'], fake.context)
    const start = await perform(nemesis, 'fill-disk', ['n1', 'n2'])
    expect(start).toMatchObject({
      applied: { mechanism: 'fake disk', nodes: ['n1', 'n2'] },
      observed: { seen: true, detail: { n1: 'dd: No space left on device' } },
    })
    fake.states.set('n2', 'stopped')
    const stop = await perform(nemesis, 'free-disk')
    expect(stop).toMatchObject({ applied: { nodes: ['n1', 'n2'] }, observed: { seen: true } })
    expect(fake.log).toEqual(['fill n1', 'fill n2', 'free n1', 'free n2', 'start n2'])
  })

  it('says so when there was room', async () => {
    const nemesis = nemesisFor(['disk-full'], fakeContext(3, { deafNodes: true }).context)
    expect((await perform(nemesis, 'fill-disk', 'all')).observed.seen).toBe(false)
  })

  it('heals', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['disk-full'], fake.context)
    await perform(nemesis, 'fill-disk', ['n3'])
    await nemesis.heal()
    expect(fake.log).toEqual(['fill n3', 'free n3'])
  })
})

describe('failover', () => {
  it('does nothing while the primary answers, promotes when it does not', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['kill', 'failover'], fake.context)
    expect(await perform(nemesis, 'failover')).toMatchObject({
      phase: 'once',
      applied: { nodes: [] },
      observed: { seen: true },
    })
    await perform(nemesis, 'kill', 'primaries')
    const report = await perform(nemesis, 'failover')
    expect(report).toMatchObject({
      applied: { nodes: ['n2'], detail: { from: 'n1', to: 'n2' } },
      observed: { seen: true },
    })
    expect(fake.log).toEqual(['kill n1', 'failover'])
  })

  it('reports a promotion that was refused', async () => {
    const nemesis = nemesisFor(['kill', 'failover'], fakeContext(3, { noFailover: true }).context)
    await perform(nemesis, 'kill', 'primaries')
    expect((await perform(nemesis, 'failover')).observed).toMatchObject({
      seen: false,
      detail: { error: 'no standby is fit' },
    })
  })
})
