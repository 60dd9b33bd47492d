import { closeSync, openSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HistoryBuilder } from '../../src/history/builder.ts'
import { toJsonl } from '../../src/history/encode.ts'
import { type RecordReader, readHistory } from '../../src/history/read.ts'
import { readEdn } from '../../src/history/read-edn.ts'
import { readEtcdLog } from '../../src/history/read-etcd-log.ts'
import { readJsonArray } from '../../src/history/read-json-array.ts'
import { readJsonLines } from '../../src/history/read-json-lines.ts'
import { toEdn } from '../../src/history/to-edn.ts'
import { Window } from '../../src/history/window.ts'
import { MurphyError } from '../../src/op/failure.ts'
import { historyArbitrary } from './arbitrary.ts'
import { histories, op, scratch } from './files.ts'

const file = scratch()

function readThrough(size: number, path: string, reader: RecordReader) {
  const fd = openSync(path, 'r')
  try {
    const builder = new HistoryBuilder(path)
    const note = reader(new Window(path, fd, size), builder)
    return { note, ops: builder.finish() }
  } finally {
    closeSync(fd)
  }
}

test('however little is read at once, the history is the same', () => {
  fc.assert(
    fc.property(historyArbitrary, fc.integer({ min: 1, max: 64 }), (ops, size) => {
      const plain = ops.map(({ key, error, ...rest }) => rest)
      const expected = JSON.parse(JSON.stringify(plain))
      const edn = toEdn(plain)
      const files: [RecordReader, string][] = [
        [readJsonLines, toJsonl(plain)],
        [readJsonArray, `[\n${plain.map((entry) => JSON.stringify(entry)).join(',\n')}]\n`],
        [readEdn, edn],
        [readEdn, `[${edn.replaceAll('\n', ' ; and so on ]\n')}]`],
      ]
      for (const [reader, text] of files)
        expect(readThrough(size, file('h', text), reader)).toEqual({ note: undefined, ops: expected })
    }),
    { numRuns: 100 },
  )
})

test('a log, too', () => {
  const path = `${histories}etcd-logs/etcd_000.log`
  for (const size of [1, 7, 100, 1 << 20])
    expect(readThrough(size, path, readEtcdLog).ops).toEqual(readHistory(path).ops)
})

test('a damaged file is refused with a sentence, or read; nothing else', () => {
  const ops = [op(0, { value: [1, { a: 'x\n' }] }), op(1, { type: 'ok' }), op(2, { f: 'read', value: null })]
  const texts = [
    toJsonl(ops),
    JSON.stringify(ops),
    toEdn(ops),
    `[${toEdn(ops)}]`,
    'INFO  jepsen.util - 0\t:invoke\t:read\tnil\n',
  ]
  const damage = fc.record({ at: fc.nat(600), remove: fc.nat(5), insert: fc.uint8Array({ maxLength: 4 }) })
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(damage, { minLength: 1, maxLength: 4 }), (text, damages) => {
      const bytes = [...Buffer.from(text)]
      for (const { at, remove, insert } of damages) bytes.splice(at % (bytes.length + 1), remove, ...insert)
      try {
        const read = readHistory(file('damaged', Uint8Array.from(bytes)))
        expect(read.ops.length).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(MurphyError)
        expect((error as MurphyError).kind).toBe('usage')
      }
    }),
    { numRuns: 3000 },
  )
})
