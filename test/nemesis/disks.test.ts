import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flips } from '../../nemesis/bit-flips.ts'
import type { Nemesis } from '../../nemesis/nemesis.ts'
import { nemesisFor } from '../../nemesis/registry.ts'
import { halves } from '../../nemesis/truncate-files.ts'
import { isFaultReport } from '../../src/op/fault.ts'
import type { Json } from '../../src/op/op.ts'
import { Random } from '../../src/op/random.ts'
import { fakeContext } from './fake-cluster.ts'

async function perform(nemesis: Nemesis, f: string, value: Json = null) {
  const { value: report } = await nemesis.invoke({ f, value, process: 'nemesis', time: 0 })
  if (!isFaultReport(report)) throw new Error(`${f} made no report`)
  return report
}

describe('lose-unfsynced', () => {
  it('keeps what files were from the start, takes it from those that die, and sees it gone', async () => {
    const { context, log, states } = fakeContext()
    const nemesis = nemesisFor(['lose-unfsynced'], context)
    await nemesis.setup?.()
    expect(log).toEqual(['n1', 'n2', 'n3'].map((node) => `files ${node} {"keepsOld":true}`))
    const start = await perform(nemesis, 'lose-unfsynced', ['n2'])
    expect(log.slice(3)).toEqual(['kill n2', 'lose n2'])
    expect(start).toMatchObject({ applied: { nodes: ['n2'], detail: { n2: { bytes: 8 } } }, observed: { seen: true } })
    expect(await perform(nemesis, 'power-on')).toMatchObject({ observed: { seen: true } })
    expect(states.get('n2')).toBe('running')
  })

  it('says so when nothing is lost', async () => {
    const nemesis = nemesisFor(['lose-unfsynced'], fakeContext(3, { deafNodes: true }).context)
    expect(await perform(nemesis, 'lose-unfsynced', ['n2'])).toMatchObject({ observed: { seen: false } })
  })
})

describe('read-only-disk', () => {
  it('is seen, ends, and what died of it is started again', async () => {
    const { context, states } = fakeContext()
    const nemesis = nemesisFor(['read-only-disk'], context)
    expect(await perform(nemesis, 'read-only-disk', ['n1'])).toMatchObject({ observed: { seen: true } })
    states.set('n1', 'stopped')
    expect(await perform(nemesis, 'writable-disk')).toMatchObject({
      applied: { nodes: ['n1'] },
      observed: { seen: true },
    })
    expect(states.get('n1')).toBe('running')
  })

  it('leaves those alone that are paused until they are awake', async () => {
    const { context, states } = fakeContext()
    const nemesis = nemesisFor(['read-only-disk'], context)
    await perform(nemesis, 'read-only-disk', ['n1'])
    states.set('n1', 'paused')
    expect(await perform(nemesis, 'writable-disk')).toMatchObject({ applied: { nodes: [] } })
    states.set('n1', 'running')
    expect(await perform(nemesis, 'writable-disk')).toMatchObject({ applied: { nodes: ['n1'] } })
  })

  it('says so when writes go on', async () => {
    const nemesis = nemesisFor(['read-only-disk'], fakeContext(3, { deafNodes: true }).context)
    expect(await perform(nemesis, 'read-only-disk', ['n1'])).toMatchObject({ observed: { seen: false } })
  })
})

describe('damage', () => {
  const files = fc.uniqueArray(
    fc.record({ path: fc.string({ minLength: 1 }), bytes: fc.integer({ min: 1, max: 1e6 }) }),
    {
      selector: ({ path }) => path,
      maxLength: 4,
    },
  )
  const nodes = fc.integer({ min: 1, max: 5 })
  const stripes = (of: number, seed: number) =>
    Array.from({ length: of }, (_, own) => ({ of, own, random: new Random(seed) }))

  it('of bits is inside the files, and different nodes never lose the same chunk', () => {
    fc.assert(
      fc.property(files, nodes, fc.nat(), (all, of, seed) => {
        const chunks = stripes(of, seed).flatMap((stripe) => {
          const words = flips(all, stripe)
          return Array.from({ length: words.length / 3 }, (_, i) => {
            const [path, offset, mask] = [words[3 * i], Number(words[3 * i + 1]), Number(words[3 * i + 2])]
            const { bytes } = all.find((file) => file.path === path) ?? { bytes: 0 }
            expect(offset).toBeLessThan(bytes)
            expect([1, 2, 4, 8, 16, 32, 64, 128]).toContain(mask)
            return `${path} ${Math.floor(offset / 8192)}`
          })
        })
        expect(new Set(chunks).size).toBe(chunks.length)
        if (all.length > 0) expect(chunks).not.toEqual([])
      }),
    )
  })

  it('of whole files strikes each of them on one node', () => {
    fc.assert(
      fc.property(files, nodes, (all, of) => {
        const struck = stripes(of, 1).flatMap((stripe) => halves(all, stripe).filter((_, i) => i % 2 === 0))
        expect(struck.sort()).toEqual(all.map(({ path }) => path).sort())
      }),
    )
  })
})
