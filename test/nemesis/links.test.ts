import { describe, expect, it } from 'vitest'
import type { Nemesis } from '../../nemesis/nemesis.ts'
import { nemesisFor } from '../../nemesis/registry.ts'
import { type FaultReport, isFaultReport } from '../../src/op/fault.ts'
import type { Json } from '../../src/op/op.ts'
import { fakeContext } from './fake-cluster.ts'

async function perform(nemesis: Nemesis, f: string, value: Json = null): Promise<FaultReport> {
  const completion = await nemesis.invoke({ f, value, process: 'nemesis', time: 0 })
  if (!isFaultReport(completion.value)) throw new Error(`${f} made no report`)
  expect(JSON.parse(JSON.stringify(completion.value))).toEqual(completion.value)
  return completion.value
}

const packets = ['delay', 'loss', 'corrupt', 'duplicate', 'reorder', 'bandwidth']

describe.each(packets)('%s', (name) => {
  it('strikes what a node sends to other nodes, is seen, and heals', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor([name], fake.context)
    const start = await perform(nemesis, `start-${name}`, ['n2'])
    expect(start).toMatchObject({ fault: name, phase: 'start', applied: { nodes: ['n2'] }, observed: { seen: true } })
    expect(start.applied.mechanism).toContain('fake ')
    expect(fake.rules().map(({ from, to }) => `${from} ${to}`)).toEqual(['n2 n1', 'n2 n3'])
    const stop = await perform(nemesis, `stop-${name}`)
    expect(stop).toMatchObject({ phase: 'stop', applied: { nodes: ['n2'] }, observed: { seen: true } })
    expect(fake.rules()).toEqual([])
    expect(await perform(nemesis, `stop-${name}`)).toMatchObject({ applied: { nodes: [] }, observed: { seen: true } })
  })
})

it('a packet fault says so when packets fare as before', async () => {
  const look = async (name: string) => {
    const nemesis = nemesisFor([name], fakeContext(3, { leakyNetwork: true }).context)
    return (await perform(nemesis, `start-${name}`, 'one')).observed.seen
  }
  expect(await Promise.all(packets.map(look))).toEqual(packets.map(() => false))
})

describe('packet faults', () => {
  it('take another shape from the op, and add up on one link', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['delay', 'loss'], fake.context)
    const value = { spec: 'primaries', shape: { delayMs: 300, jitterMs: 0 } }
    expect((await perform(nemesis, 'start-delay', value)).applied.detail).toMatchObject({ delayMs: 300 })
    await perform(nemesis, 'start-loss', 'primaries')
    expect(fake.rules()).toHaveLength(4)
    await perform(nemesis, 'stop-delay')
    expect(fake.rules().every(({ shape }) => shape.loss === 0.2 && shape.delayMs === undefined)).toBe(true)
    await nemesis.heal()
    expect(fake.rules()).toEqual([])
  })

  it('can end on one node and go on on another', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['delay'], fake.context)
    await perform(nemesis, 'start-delay', ['n1', 'n2'])
    expect(await perform(nemesis, 'stop-delay', ['n1'])).toMatchObject({ applied: { nodes: ['n1'] } })
    expect(fake.rules().map(({ from }) => from)).toEqual(['n2', 'n2'])
  })
})

describe('link-down', () => {
  it('cuts a node off from everybody, and sees that the others see each other', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor(['link-down', 'partition'], fake.context)
    const start = await perform(nemesis, 'start-link-down', ['n1'])
    expect(start.observed).toMatchObject({
      seen: true,
      detail: { blocked: expect.arrayContaining(['client → n1', 'n1 → n2', 'n3 → n1']), open: expect.any(Array) },
    })
    expect(start.observed.detail).toMatchObject({ open: expect.arrayContaining(['client → n2', 'n2 → n3']) })
    expect((await perform(nemesis, 'start-partition', ['n3'])).observed.seen).toBe(true)
    expect((await perform(nemesis, 'stop-link-down')).observed.seen).toBe(true)
    expect(fake.cuts()).toHaveLength(4)
    await nemesis.heal()
    expect(fake.cuts()).toEqual([])
  })

  it('says so when the cable stays plugged', async () => {
    const nemesis = nemesisFor(['link-down'], fakeContext(3, { leakyNetwork: true }).context)
    expect((await perform(nemesis, 'start-link-down', 'one')).observed.seen).toBe(false)
  })
})

describe.each([
  ['drop-requests', { from: 'client', to: 'n1' }],
  ['drop-answers', { from: 'n1', to: 'client' }],
])('%s', (name, cut) => {
  it('takes one way between client and node, and ends with a reset while it is still in force', async () => {
    const fake = fakeContext()
    const nemesis = nemesisFor([name], fake.context)
    expect((await perform(nemesis, `start-${name}`, 'primaries')).observed).toMatchObject({
      seen: true,
      detail: { blocked: ['client → n1'], open: expect.arrayContaining(['n1 → n2', 'client → n2']) },
    })
    expect(fake.cuts()).toEqual([cut])
    expect((await perform(nemesis, `stop-${name}`)).observed.seen).toBe(true)
    expect(fake.log).toEqual(['cut 1', 'reset 1', 'cut 0'])
  })
})

describe.each([
  ['the next stop', (nemesis: Nemesis) => perform(nemesis, 'stop-drop-answers')],
  ['healing', (nemesis: Nemesis) => nemesis.heal()],
])('links that could not be mended', (what, again) => {
  it(`are mended by ${what}`, async () => {
    const fake = fakeContext()
    const { network } = fake.context.cluster
    let fails = false
    const cut: typeof network.cut = async (...change) => {
      if (fails) throw new Error('iptables hangs')
      await network.cut(...change)
    }
    const cluster = { ...fake.context.cluster, network: { ...network, cut } }
    const nemesis = nemesisFor(['drop-answers'], { ...fake.context, cluster })
    await perform(nemesis, 'start-drop-answers', 'primaries')
    fails = true
    const stop = await perform(nemesis, 'stop-drop-answers')
    expect(stop.observed).toMatchObject({ seen: false, detail: { error: 'iptables hangs' } })
    expect(fake.cuts()).toHaveLength(1)
    fails = false
    await again(nemesis)
    expect(fake.cuts()).toEqual([])
  })
})

it('delay-answers holds back what nodes answer to clients', async () => {
  const fake = fakeContext()
  const nemesis = nemesisFor(['delay-answers'], fake.context)
  expect((await perform(nemesis, 'start-delay-answers', 'primaries')).observed.seen).toBe(true)
  expect(fake.rules()).toEqual([{ from: 'n1', to: 'client', shape: { delayMs: 2000 } }])
  expect((await perform(nemesis, 'stop-delay-answers')).observed.seen).toBe(true)
})
