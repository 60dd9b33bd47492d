import { expect, test } from 'vitest'
import { parseSecrets } from '../../src/cli/access.ts'
import { readScenario } from '../../src/cli/commands/test.ts'
import { nodes } from '../../src/cli/values.ts'

test('a file of secrets: NAME=value, and what a broken line holds is not repeated', () => {
  expect(parseSecrets('# mine\n\nPGUSER=me\r\nPGPASSWORD=a=b #c\n', 'f')).toEqual(
    new Map([
      ['PGUSER', 'me'],
      ['PGPASSWORD', 'a=b #c'],
    ]),
  )
  expect(() => parseSecrets('PGUSER=me\ngeheim', 'f')).toThrow(/^Line 2 of f is not NAME=value\.$/)
})

test('--nodes is a count, or servers', () => {
  expect(nodes('5')).toBe(5)
  expect(nodes('db1:1, postgres://db2')).toEqual(['db1:1', 'postgres://db2'])
  expect(() => nodes('three')).toThrow('"three" is neither a number nor servers')
  expect(readScenario('postgres', { nodes: 5, yes: true, secrets: 'f' })).toEqual({
    target: 'postgres',
    nodes: 5,
    options: {},
  })
  expect(readScenario('postgres', { nodes: ['db1:1'] })).toEqual({
    target: 'postgres',
    servers: ['db1:1'],
    options: {},
  })
})
