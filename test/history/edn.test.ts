import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cut, EdnError, EdnParser } from '../../src/history/edn.ts'
import { readHistory } from '../../src/history/read.ts'
import { toEdn } from '../../src/history/to-edn.ts'
import { historyArbitrary } from './arbitrary.ts'
import { op, scratch } from './files.ts'

const file = scratch()

function parse(text: string): unknown {
  const parser = new EdnParser(Buffer.from(text))
  parser.atEnd = true
  return parser.read()
}

describe('forms', () => {
  test.each<[string, unknown]>([
    ['nil', null],
    ['true', true],
    ['false', false],
    ['42', 42],
    ['-7', -7],
    ['+7', 7],
    ['0', 0],
    ['42N', 42],
    ['1.5', 1.5],
    ['-1.5e3', -1500],
    ['2.50M', 2.5],
    ['1/4', 0.25],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['123456789012345678901N', '123456789012345678901'],
    ['##Inf', 'Inf'],
    [':a', 'a'],
    [':jepsen.client/timeout', 'jepsen.client/timeout'],
    ['::local', ':local'],
    ['java.lang.Long', 'java.lang.Long'],
    ['<init>', '<init>'],
    ['"a \\"b\\" \\n \\u00e9 é"', 'a "b" \n é é'],
    ['"two\nlines"', 'two\nlines'],
    ['\\a', 'a'],
    ['\\newline', '\n'],
    ['\\u0041', 'A'],
    ['[1 2,3]', [1, 2, 3]],
    ['(1 [2 ()])', [1, [2, []]]],
    ['#{1 2}', [1, 2]],
    ['{:a 1 :b {:c nil}}', { a: 1, b: { c: null } }],
    ['{0 100, [1 2] :x, "s" 1, nil 2}', { 0: 100, '[1,2]': 'x', s: 1, null: 2 }],
    ['#:jepsen{:a 1}', { 'jepsen/a': 1 }],
    ['#inst "2026-01-01T00:00:00Z"', '2026-01-01T00:00:00Z'],
    ['#jepsen.history.Op{:index 1}', { index: 1 }],
    ['#object[clojure.lang.Atom 0x1 "x"]', ['clojure.lang.Atom', '0x1', 'x']],
    ['#"a+"', 'a+'],
    ['#_ (skipped {:a 1}) 5', 5],
    ['^{:line 1} [1]', [1]],
    ['; comment\n 5', 5],
    ['[1 ; comment ]\n 2]', [1, 2]],
    ['[1 #_2 3]', [1, 3]],
  ])('%s', (text, value) => {
    expect(parse(text)).toEqual(value)
  })

  test('a key named __proto__ stays a key', () => {
    const value = parse('{:__proto__ {:type :ok}}') as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect((value as { type?: unknown }).type).toBeUndefined()
  })
})

test.each(['[1 2', '{:a', '"abc', '"abc\\', '#', '#{', '[1 ; end', '\\', '', '#_ 3'])('%s is cut', (text) => {
  expect(() => parse(text)).toThrow(expect.toSatisfy((error) => error === cut))
})

test.each(['[1}', '{:a}', ']', ':', '{:a 1 :b}'])('%s is wrong', (text) => {
  expect(() => parse(text)).toThrow(EdnError)
})

test('every prefix of a token asks for more while bytes may follow', () => {
  for (const text of ['12345', ':keyword', 'symbol', '"string"', '#inst "x"', '[1 2]', '1.5e10'])
    for (let size = 0; size < text.length; size++)
      expect(() => new EdnParser(Buffer.from(text.slice(0, size))).read()).toThrow(expect.toSatisfy((e) => e === cut))
})

test('histories survive the way through EDN', () => {
  fc.assert(
    fc.property(historyArbitrary, (ops) => {
      const plain = ops.map(({ key, error, ...rest }) => ({
        ...rest,
        ...(error && { error: { ...error, kind: 'k' } }),
      }))
      const read = readHistory(file('h.edn', toEdn(plain)))
      expect(read.complete).toBe(true)
      const lines = (history: readonly object[]) => history.map((entry) => ({ ...entry, error: undefined }))
      expect(lines(read.ops)).toEqual(lines(JSON.parse(JSON.stringify(plain))))
    }),
    { numRuns: 300 },
  )
})

test('exports what Jepsen and Elle read', () => {
  const lines = toEdn([
    op(0, {
      f: 'txn',
      value: [
        ['append', 1, 2],
        ['r', 'x', null],
      ],
    }),
    op(1, {
      type: 'info',
      f: 'txn',
      key: 3,
      value: { a: 'b' },
      error: { kind: 'timed-out', message: 'no "answer"' },
      node: 'n1',
    }),
    op(2, { process: 'nemesis', type: 'info', f: 'kill', value: 1e21 }),
  ])
  expect(lines.split('\n')).toEqual([
    '{:index 0, :time 0, :type :invoke, :process 0, :f :txn, :value [[:append 1 2] [:r "x" nil]]}',
    '{:index 1, :time 1000, :type :info, :process 0, :f :txn, :value [3 {:a "b"}], :error [:timed-out "no \\"answer\\""], :node "n1"}',
    '{:index 2, :time 2000, :type :info, :process :nemesis, :f :kill, :value 1e+21}',
    '',
  ])
})
