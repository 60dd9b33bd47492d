import { describe, expect, it } from 'vitest'
import { compose } from '../../nemesis/compose.ts'
import type { Nemesis } from '../../nemesis/nemesis.ts'
import { faults, missing, nemesisFor, schedules } from '../../nemesis/registry.ts'
import { Random } from '../../src/op/random.ts'
import { fakeContext } from './fake-cluster.ts'

const stub = (fs: readonly string[], log: string[], heal: () => void = () => {}): Nemesis => ({
  fs,
  invoke: async (op) => {
    log.push(op.f)
    return { type: 'info', value: fs.join() }
  },
  heal: async () => {
    log.push(`heal ${fs.join()}`)
    heal()
  },
})

describe('compose', () => {
  const op = (f: string) => ({ f, value: null, process: 'nemesis', time: 0 }) as const

  it('gives each op to the one that answers to it', async () => {
    const log: string[] = []
    const both = compose([stub(['a', 'b'], log), stub(['c'], log)])
    expect(both.fs).toEqual(['a', 'b', 'c'])
    expect(await both.invoke(op('c'))).toEqual({ type: 'info', value: 'c' })
    expect(await both.invoke(op('x'))).toMatchObject({ type: 'info', error: { kind: 'no-nemesis' } })
    expect(log).toEqual(['c'])
  })

  it('refuses two that answer to the same f', () => {
    expect(() => compose([stub(['a'], []), stub(['b', 'a'], [])])).toThrow('two nemeses answer to "a"')
  })

  it('heals all, even when one fails, and tells of it', async () => {
    const log: string[] = []
    const fails = stub(['b'], log, () => {
      throw new Error('stuck')
    })
    await expect(compose([stub(['a'], log), fails, stub(['c'], log)]).heal()).rejects.toThrow('stuck')
    expect(log).toEqual(['heal c', 'heal b', 'heal a'])
  })
})

describe('registry', () => {
  it('has faults whose start and stop ops they answer to themselves', () => {
    for (const fault of faults) {
      const { fs } = fault.nemesis(fakeContext().context)
      expect(fs).toContain(fault.start(new Random(1)).f)
      expect(fs).toContain(fault.stop().f)
      expect(fs).toEqual(fault.fs)
      for (const { f } of fault.heals?.() ?? []) expect(fs).toContain(f)
      const own = fault.on?.(['n1'])
      if (own !== undefined) expect([own.start.f, own.stop.f]).toEqual([fault.start(new Random(1)).f, fault.stop().f])
    }
  })

  it('draws every spec that it lists, and nothing else', () => {
    for (const fault of faults.filter(({ specs }) => specs.length > 0)) {
      const random = new Random(4)
      const drawn = Array.from({ length: 200 }, () => (fault.start(random).value as { spec: string }).spec)
      expect([...new Set(drawn)].sort()).toEqual([...fault.specs].sort())
    }
  })

  it('composes all of them', () => {
    const names = faults.map((fault) => fault.name)
    expect(nemesisFor([...names, ...names], fakeContext().context).fs.length).toBeGreaterThan(names.length)
    expect(() => nemesisFor(['gremlins'], fakeContext().context)).toThrow('There is no fault "gremlins"')
  })

  it('has schedules that name faults that there are', () => {
    for (const { faults: names } of schedules)
      for (const name of names) expect(faults.map((f) => f.name)).toContain(name)
  })

  it('names what is missing', () => {
    expect(missing(['kill', 'failover', 'partition'], ['kill', 'exec'], ['primaries'])).toEqual([
      'failover',
      'partition',
    ])
    expect(missing([], [], [])).toEqual([])
  })
})
