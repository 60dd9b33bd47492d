import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Frames, Reader, Writer } from '../../../src/targets/zookeeper/jute.ts'

test('what is written is read', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.uint8Array(),
      fc.integer(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      (...given) => {
        const [text, bytes, int, long] = given
        const frame = new Writer().string(text).int(int).buffer(Buffer.from(bytes)).long(long).bool(true).frame()
        const [record] = new Frames().push(frame)
        const reader = new Reader(record ?? Buffer.alloc(0))
        const read = [reader.string(), reader.int(), reader.buffer(), reader.long()]
        expect(read).toEqual([Buffer.from(text).toString(), int, Buffer.from(bytes), long])
      },
    ),
  )
})

test('a stream is cut into its records, however it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 9 }), (texts, size) => {
      const stream = Buffer.concat(texts.map((text) => new Writer().string(text).frame()))
      const frames = new Frames()
      const found: string[] = []
      for (let at = 0; at < stream.length; at += size)
        for (const record of frames.push(stream.subarray(at, at + size))) found.push(new Reader(record).string())
      expect(found).toEqual(texts.map((text) => Buffer.from(text).toString()))
    }),
  )
})

test('a record that ends too early is refused', () => {
  expect(() => new Reader(Buffer.from([0, 0, 0, 9, 1])).string()).toThrow(RangeError)
  expect(() => new Reader(Buffer.alloc(2)).int()).toThrow(RangeError)
})
