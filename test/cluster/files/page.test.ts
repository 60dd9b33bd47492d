import { expect, it } from 'vitest'
import { encodePage, pageSize } from '../../../src/cluster/files/page.ts'

const fieldsOf = (page: Buffer) => Array.from({ length: page.length / 8 }, (_, i) => Number(page.readBigInt64LE(i * 8)))

it('says nothing where all is well', () => {
  expect(encodePage({})).toEqual(Buffer.alloc(pageSize))
})

it('says each thing in its place, times in ns', () => {
  const all = { keepsOld: true, readOnly: true, full: true, writeMs: 0.5, syncMs: 300 }
  expect(fieldsOf(encodePage(all))).toEqual([1, 1, 1, 500_000, 300_000_000])
  expect(fieldsOf(encodePage({ readOnly: true }))).toEqual([0, 1, 0, 0, 0])
})
