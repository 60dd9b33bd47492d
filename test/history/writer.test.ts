import { readFileSync, statSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { encodeOp } from '../../src/history/encode.ts'
import { readHistory } from '../../src/history/read.ts'
import { HistoryWriter } from '../../src/history/writer.ts'
import { historyArbitrary } from './arbitrary.ts'
import { op, refusal, scratch } from './files.ts'

const disk = vi.hoisted(() => ({ free: Number.POSITIVE_INFINITY, code: 'ENOSPC' }))

/** A disk that takes `free` more bytes, then refuses. */
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const writeSync = (fd: number, bytes: Uint8Array, offset = 0) => {
    const length = Math.min(bytes.length - offset, disk.free)
    if (length <= 0) throw Object.assign(new Error(`${disk.code}: refused`), { code: disk.code })
    disk.free -= length
    return fs.writeSync(fd, bytes, offset, length)
  }
  return { ...fs, writeSync, default: { ...fs, writeSync } }
})

const file = scratch()
let count = 0
const fresh = () => file(`written-${count++}.jsonl`)

afterEach(() => {
  disk.free = Number.POSITIVE_INFINITY
})

test('what was appended reads back, whatever the values', () => {
  fc.assert(
    fc.property(historyArbitrary, fc.nat(5), (ops, size) => {
      const path = fresh()
      const writer = HistoryWriter.open(path)
      for (let i = 0; i < ops.length; i += size + 1) writer.append(ops.slice(i, i + size + 1))
      writer.close()
      const read = readHistory(path)
      expect(read).toMatchObject({ format: 'jsonl', complete: true })
      expect(read.ops).toEqual(JSON.parse(JSON.stringify(ops)))
    }),
    { numRuns: 200 },
  )
})

test('a line says what JSON.stringify would say', () => {
  fc.assert(
    fc.property(historyArbitrary, (ops) => {
      for (const op of ops) expect(JSON.parse(encodeOp(op))).toEqual(JSON.parse(JSON.stringify(op)))
    }),
  )
})

test('every batch is on disk when append returns', () => {
  const path = fresh()
  const writer = HistoryWriter.open(path, { fsync: true })
  writer.append([op(0), op(1, { process: 1 })])
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3)
  writer.append([])
  writer.append([op(2, { type: 'ok' })])
  expect(readHistory(path).ops).toHaveLength(3)
  writer.close()
  writer.close()
})

test('a file cut anywhere reads back to the last whole record', () => {
  const ops = [
    op(0),
    op(1, { type: 'ok' }),
    op(2, { value: 'é "quoted"\n' }),
    op(3, { type: 'info', value: [1, null] }),
  ]
  const lines = ops.map(encodeOp)
  const bytes = Buffer.from(lines.join(''))
  const ends = lines.map((_, i) => Buffer.byteLength(lines.slice(0, i + 1).join('')))
  for (let size = ends[0] as number; size < bytes.length; size++) {
    const read = readHistory(file('cut.jsonl', bytes.subarray(0, size)))
    const whole = ends.filter((end) => end - 1 <= size).length // the newline itself may be missing
    expect(read.ops, `cut at ${size}`).toHaveLength(whole)
    expect(read.complete, `cut at ${size}`).toBe(ends.some((end) => end === size || end - 1 === size))
  }
})

test.each(['ENOSPC', 'EIO'])(
  '%s: one clear error, what was recorded stays readable, later appends are refused',
  (code) => {
    for (let free = 1; free < 400; free += 7) {
      const path = fresh()
      const writer = HistoryWriter.open(path)
      writer.append([op(0)])
      disk.code = code
      disk.free = free
      const error = refusal(() => {
        for (let i = 1; ; i += 2) writer.append([op(i, { type: 'ok' }), op(i + 1)])
      })
      disk.free = Number.POSITIVE_INFINITY
      expect(error.kind).toBe('broken')
      expect(error.message).toContain(path)
      expect(error.message).toContain(code)
      expect(error.hint).toBeTruthy()
      expect(refusal(() => writer.append([op(9)]))).toBe(error)
      writer.close()
      const read = readHistory(path)
      expect(read.complete).toBe(true)
      expect(read.ops.map(({ index }) => index)).toEqual(read.ops.map((_, i) => i))
      expect(statSync(path).size).toBe(Buffer.byteLength(read.ops.map(encodeOp).join('')))
    }
  },
)

test('refuses a folder that is not there, and a history that already holds ops', () => {
  expect(refusal(() => HistoryWriter.open('/nowhere/history.jsonl')).kind).toBe('broken')
  const path = file('old.jsonl', encodeOp(op(0)))
  expect(refusal(() => HistoryWriter.open(path)).message).toContain('already holds ops')
})
