import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { faults } from '../../nemesis/registry.ts'

it('docs/faults.md has a row for every fault, and none for a fault that there is not', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/faults.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
  expect(rows.sort()).toEqual(faults.map(({ name }) => name).sort())
})
