import { describe, expect, it } from 'vitest'
import { implied } from '../../../src/checkers/isolation/anomalies.ts'
import { models } from '../../../src/checkers/isolation/lattice.ts'
import { forbiddenBy, modelId, modelNames, ruledOut } from '../../../src/checkers/isolation/models.ts'

describe('the lattice', () => {
  it('names each model once, and implies only models that there are', () => {
    expect(new Set(modelNames).size).toBe(modelNames.length)
    for (const { implies = [] } of models) for (const [model] of implies) expect(() => modelId(model)).not.toThrow()
  })

  it('has no cycles', () => {
    const below = (id: string, path: readonly string[]): void => {
      expect(path).not.toContain(id)
      const model = models.find((each) => each.id === id)
      for (const [weaker] of model?.implies ?? []) below(modelId(weaker), [...path, id])
    }
    for (const { id } of models) below(id, [])
  })

  it('knows all aliases, and says so of others', () => {
    expect(modelId('strict-serializable')).toBe(modelId('strong-serializable'))
    expect(modelId('PL-2.99')).toBe(modelId('repeatable-read'))
    expect(() => modelId('serialisable')).toThrow(/no consistency model "serialisable"/)
  })

  it('forbids more the stronger a model is', () => {
    expect(forbiddenBy(['snapshot-isolation'])).not.toContain('G2-item')
    expect(forbiddenBy(['snapshot-isolation'])).toContain('G-single-item')
    expect(forbiddenBy(['serializable'])).not.toContain('G-single-item-realtime')
    expect(forbiddenBy(['strict-serializable'])).toContain('G-single-item-realtime')
    expect(forbiddenBy([], ['G1'])).toEqual(
      new Set(['G1', 'G1a', 'G1b', 'G1c', 'G0', 'incompatible-order', 'dirty-update', 'garbage-read', 'future-read']),
    )
  })

  it('says what write skew leaves possible', () => {
    const { not, alsoNot, possible } = ruledOut(['G2-item'])
    expect(not).toEqual(['repeatable-read'])
    expect(alsoNot).toEqual(['serializable', 'strong-serializable', 'strong-session-serializable'])
    expect(possible).toEqual(['strong-snapshot-isolation', 'update-serializable'])
  })

  it('leaves everything possible where nothing was found', () => {
    expect(ruledOut([])).toEqual({ not: [], alsoNot: [], possible: ['strong-serializable'] })
  })

  it('implies an anomaly only where it is defined', () => {
    for (const [from, targets] of Object.entries(implied)) expect(targets).not.toContain(from)
  })
})
