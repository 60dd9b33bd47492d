import { expect, it } from 'vitest'
import { aTest } from './a-test.ts'

const promised = (options: Record<string, string>) =>
  aTest({}, { target: 'mariadb', setting: 'async', options }).claims.map(({ promise }) => promise)

it('quotes what is promised under the options of the run, and nothing else', () => {
  expect(promised({})).toEqual(['none', 'repeatable-read'])
  expect(promised({ 'snapshot-isolation': 'on' })).toEqual(['none', 'snapshot-isolation'])
  expect(promised({ isolation: 'serializable', 'snapshot-isolation': 'on' })).toEqual(['none', 'serializable'])
})
