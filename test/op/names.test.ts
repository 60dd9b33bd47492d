import { describe, expect, it } from 'vitest'
import { byName, didYouMean, editDistance } from '../../src/op/names.ts'

describe('byName', () => {
  const colours = [{ name: 'red' }, { name: 'green' }]

  it('finds an entry', () => {
    expect(byName('colour', colours, 'green')).toBe(colours[1])
  })

  it('refuses an unknown name, names the near one and all there are', () => {
    expect(() => byName('colour', colours, 'gren')).toThrow('There is no colour "gren".')
    try {
      byName('colour', colours, 'gren')
    } catch (error) {
      expect((error as { hint: string }).hint).toBe('Did you mean "green"? Known: red, green.')
    }
  })
})

it.each([
  ['pratition', ['partition', 'pause'], 'partition'],
  ['Postgres', ['postgres', 'patroni'], 'postgres'],
  ['repeatable', ['read-committed', 'repeatable-read'], 'repeatable-read'],
  ['read', ['read-committed', 'read-uncommitted'], undefined],
  ['all', ['kill', 'pause'], undefined],
  ['', ['a'], undefined],
])('for %j of %j it means %j', (name, names, meant) => {
  expect(didYouMean(name, names)).toBe(meant === undefined ? '' : `Did you mean "${meant}"? `)
})

it('measures edit distance', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('same', 'same')).toBe(0)
})
