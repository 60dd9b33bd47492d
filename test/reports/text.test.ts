import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clip,
  count,
  duration,
  headline,
  list,
  moment,
  percent,
  plural,
  spaced,
  title,
  valueText,
  wrap,
} from '../../reports/text.ts'
import type { Json } from '../../src/op/op.ts'

describe('numbers and times', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
  ])('count(%d)', (n, text) => expect(count(n)).toBe(text))

  test.each([
    [310e3, '310 µs'],
    [4.24e6, '4.2 ms'],
    [171e6, '171 ms'],
    [1.934e9, '1.93 s'],
    [19.84e9, '19.8 s'],
    [192e9, '3 min 12 s'],
    [7500e9, '2 h 5 min'],
  ])('duration(%d)', (span, text) => expect(duration(span)).toBe(text))

  test.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.0345, '3.4 %'],
    [0.4, '40 %'],
    [0.9999, '99.9 %'],
    [1, '100 %'],
  ])('percent(%d)', (share, text) => expect(percent(share)).toBe(text))

  test('a moment of a long run has hours', () => {
    expect(moment(12.4021e9)).toBe('12.402 s')
    expect(moment(3725.14e9)).toBe('1:02:05.1')
  })

  test('words', () => {
    expect([plural(1, 'write'), plural(2, 'reply', 'replies')]).toEqual(['1 write', '2 replies'])
    expect([list([]), list(['a']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c'])
    expect([title('lost-writes'), spaced('finalReads')]).toEqual(['Lost writes', 'final reads'])
  })
})

describe('values', () => {
  test('a long list is told by its size and its end', () => {
    const numbers = Array.from({ length: 5000 }, (_, i) => i)
    expect(valueText(numbers)).toBe('5,000 elements …, 4997, 4998, 4999')
    expect(valueText([1, 2])).toBe('[1,2]')
    expect(valueText(null)).toBe('')
  })

  test('no text is longer than its limit, nor cut through a character', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (value, limit) => {
        const text = valueText(value as Json, limit)
        expect(text.length).toBeLessThanOrEqual(limit)
        expect(/[\ud800-\udbff]…$/.test(text)).toBe(false)
      }),
    )
    expect(clip('a😀b', 3)).toBe('a…')
  })
})

test.each([
  ['It lost 2. Its documentation says: no.', 'It lost 2.', 'Its documentation says: no.'],
  ['PostgreSQL 18.4 kept all.', 'PostgreSQL 18.4 kept all.', ''],
  ['no full stop', 'no full stop', ''],
  ['Gone (it ran on..). Key 0: n1 …', 'Gone (it ran on..).', 'Key 0: n1 …'],
  ['', '', ''],
])('headline(%s)', (text, first, rest) => expect(headline(text)).toEqual([first, rest]))

test('a headline and what follows it are the whole text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [first, rest] = headline(text)
      expect(text.startsWith(first)).toBe(true)
      expect(text.slice(first.length).trim()).toBe(rest)
    }),
  )
})

test('wrapping keeps every word', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/)), fc.integer({ min: 5, max: 60 }), (words, width) => {
      const lines = wrap(words.join(' '), width, '  ').split('\n')
      expect(lines.flatMap((line) => line.trim().split(' ')).join(' ')).toBe(words.join(' '))
      for (const line of lines) expect(line.length <= width || line.trim().split(' ').length === 1).toBe(true)
    }),
  )
})
