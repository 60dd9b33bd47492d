import { describe, expect, it } from 'vitest'
import { duration, table, wrap } from '../../src/cli/format.ts'

describe('words for the terminal', () => {
  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [59_900, '59.9 s'],
    [60_000, '1 min 0 s'],
    [119_900, '2 min 0 s'],
  ])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text))

  it('wraps at words, and leaves a long one whole', () => {
    expect(wrap('a bb ccc dddddddddddd e', 8, '  ')).toBe('  a bb\n  ccc\n  dddddddddddd\n  e')
  })

  it('aligns columns, the last one wrapped below itself', () => {
    const rows = [
      ['kill', 'ends every process of the database on some nodes at once'],
      ['partition', 'cuts links'],
    ]
    expect(table(rows, 50)).toBe(
      [
        '  kill       ends every process of the database on',
        '             some nodes at once',
        '  partition  cuts links',
      ].join('\n'),
    )
  })

  it('puts the last column below where too little room is left', () => {
    expect(table([['a-long-name', 'what it is good for']], 24)).toBe('  a-long-name\n      what it is good\n      for')
  })

  it('writes no line that is wider than asked', () => {
    const rows = Array.from({ length: 5 }, (_, i) => ['x'.repeat(i + 1), 'one two three four five six '.repeat(5)])
    for (const width of [20, 40, 80, 120])
      for (const line of table(rows, width).split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  })

  it('of nothing is nothing', () => expect(table([])).toBe(''))
})
