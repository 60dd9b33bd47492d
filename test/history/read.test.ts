import { mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodeOp, toJsonl } from '../../src/history/encode.ts'
import { readHistory } from '../../src/history/read.ts'
import { op, refusal, scratch } from './files.ts'

const file = scratch()
const invoke = '{"index":0,"time":0,"process":0,"type":"invoke","f":"read","value":null}\n'
const ok = '{"index":1,"time":5,"process":0,"type":"ok","f":"read","value":7}\n'

describe('refuses with one sentence', () => {
  const cases: [string, string | Uint8Array, RegExp][] = [
    ['an empty file', '', /h is empty\.$/],
    ['nothing but comments', '; hello\n\n', /h is empty\.$/],
    ['an empty vector', '[ ]\n', /holds no ops/],
    ['a binary file', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]), /binary/],
    ['a gzip file', gzipSync(invoke), /compressed \(gzip\)/],
    ['UTF-16', Buffer.from(`\uFEFF${invoke}`, 'utf16le'), /UTF-16/],
    ['other text', '# Read me\nHello\n', /not a history that Murphy knows/],
    ['a JSON file of another kind', '{\n  "schema": 1,\n  "verdict": "valid"\n}\n', /h:1: this line is not valid JSON/],
    ['one JSON object that is no op', '{"schema":1}\n', /h:1: the record has no type/],
    ['a bad line in the middle', `${invoke}{"index":1,\n${ok}`, /h:2: this line is not valid JSON/],
    ['a bad last line that is whole', `${invoke}nonsense\n`, /h:2: this line is not valid JSON/],
    ['a line that is no object', `${invoke}17\n`, /h:2: this line is not an op/],
    ['two halves that only together are JSON', `${invoke}{"index":1,"time":2\n"x":1}\n${ok}`, /h:2: /],
    ['an ok without invocation', ok, /h:1: process 0 has an ok of read that it never invoked/],
    ['two oks', invoke + ok + ok.replace('"index":1', '"index":2'), /h:3: process 0 has an ok of read that it never/],
    [
      'two invocations',
      invoke + invoke.replace('"index":0', '"index":1'),
      /h:2: process 0 invokes read while its read/,
    ],
    ['another f in the completion', invoke + ok.replace('read', 'write'), /h:2: process 0 invoked read .* is of write/],
    ['an unknown type', invoke + ok.replace('"ok"', '"okay"'), /h:2: the type okay is unknown/],
    ['a type that is inherited', invoke + ok.replace('"ok"', '"constructor"'), /h:2: the type constructor is unknown/],
    ['an index twice', invoke + ok.replace('"index":1', '"index":0'), /h:2: the index 0 is there twice/],
    [
      'an index that is missing',
      invoke + ok.replace('"index":1,', ''),
      /h:2: the record has no index, though others do/,
    ],
    ['a negative process', invoke.replace('"process":0', '"process":-1'), /h:1: the process -1 is neither/],
    ['a time that is text', invoke.replace('"time":0', '"time":"now"'), /h:1: the time now is not a number/],
    ['no f', invoke.replace('"f":"read",', ''), /h:1: the record has no f/],
    ['EDN: a bad record in the middle', '{:type :invoke :f :r\n{:type :ok :f :r}\n', /h:\d: /],
    ['EDN: wrong bracket', '{:type :invoke, :f :r, :value [1 2)}\n', /h:1: "]" expected instead of "\)"/],
    ['EDN: a key without value', '[{:type :invoke, :f :r}\n{:type :ok, :f}]\n', /h:2: a map has a key without a value/],
    ['EDN: not a map', '{:type :invoke, :f :r}\n:what\n', /h:2: an op \(a map\) was expected/],
    ['EDN: an end too many', '[{:type :invoke, :f :r}]]\n', /h:1: something follows the end/],
    ['EDN: an open string', '{:type :invoke, :f "r}\n{:type :ok, :f :r}\n{:type :ok, :f :r}\n', /h:1: /],
    ['EDN: ok without invocation', '{:type :ok, :f :r, :process 3}\n', /h:1: process 3 has an ok of r/],
    ['EDN: nesting without end', `{:type :invoke, :f :r, :value ${'['.repeat(1e5)}`, /h:1: values are nested/],
    ['JSON array: not objects', '[{"type":"invoke","f":"r"},3]', /h:1: an op \(a JSON object\) was expected/],
    ['JSON array: bad record', '[{"type":"invoke","f":"r"},\n{"type":,}]', /h:2: this record is not valid JSON/],
    [
      'etcd log: a broken line',
      'INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok\n',
      /h:2: this log line/,
    ],
  ]
  test.each(cases)('%s', (_, content, message) => {
    const error = refusal(() => readHistory(file('h', content)))
    expect(error.kind).toBe('usage')
    expect(error.message).toMatch(message)
    expect(error.message).not.toMatch(/\n/)
  })

  test('a file that is missing, a directory, a device', () => {
    const folder = file('folder')
    mkdirSync(folder)
    expect(refusal(() => readHistory(folder)).message).toMatch(/folder is a directory/)
    expect(refusal(() => readHistory(`${folder}/none`)).message).toMatch(/none does not exist/)
    expect(refusal(() => readHistory('/dev/null')).message).toMatch(/not a regular file/)
  })
})

describe('tolerates a cut last record, with a note', () => {
  const edn = '{:type :invoke, :f :read, :process 1}\n'
  const cases: [string, string, number, RegExp][] = [
    ['JSONL', `${invoke}{"index":1,"ti`, 1, /line 2 is cut off/],
    ['JSONL with zeros after a power cut', `${invoke}${ok}\0\0\0\0`, 2, /line 3 ends in zeros/],
    ['EDN', `${edn}{:type :ok, :f`, 1, /line 2 is cut off/],
    ['EDN in a string', `${edn}{:type :ok, :f :read, :error "a b`, 1, /line 2 is cut off/],
    ['EDN vector', `[${edn}${edn.replace('1', '2')}`, 2, /end of the enclosing vector is missing/],
    ['JSON array', `[${invoke.trim()},\n{"index":1,"time`, 1, /record on line 2 is cut off/],
    ['JSON array without its end', `[${invoke.trim()},\n${ok}`, 2, /end of the array is missing/],
    ['etcd log', 'INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:o', 1, /line 2 is cut off/],
  ]
  test.each(cases)('%s', (_, content, count, note) => {
    const read = readHistory(file('cut', content))
    expect(read.complete).toBe(false)
    expect(read.note).toMatch(note)
    expect(read.ops).toHaveLength(count)
  })

  test('a first record that is cut leaves nothing', () => {
    expect(refusal(() => readHistory(file('cut', '{"index":0,"ti'))).message).toMatch(/holds no ops: line 1 is cut off/)
  })

  test('nothing is an answer where the format is known: a run killed at its first op', () => {
    expect(readHistory(file('cut', '{"index":0,"ti'), { format: 'jsonl' })).toMatchObject({ ops: [], complete: false })
  })

  test('a last line without its newline is whole', () => {
    expect(readHistory(file('whole', (invoke + ok).trimEnd()))).toMatchObject({ complete: true, ops: { length: 2 } })
    const log = 'INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2]\nINFO  jepsen.util - 0\t:info\t:cas\t:timed-out'
    expect(readHistory(file('whole', log))).toMatchObject({ complete: true, ops: { length: 2 } })
  })
})

test('blank lines, a byte order mark and CRLF do no harm', () => {
  const read = readHistory(file('h', `\uFEFF${invoke}\r\n\n${ok.replace('\n', '\r\n')}\n`))
  expect(read.ops.map(({ value }) => value)).toEqual([null, 7])
  expect(refusal(() => readHistory(file('h', `\uFEFF${invoke}\n\n${ok.replace('"ok"', '"?"')}\n`))).message).toMatch(
    /:4:/,
  )
})

test('the index is the order, sparse or not; without one the file is', () => {
  const sparse = (index: number, type: string) =>
    `{:index ${index}, :type :${type}, :f :w, :process 0, :value ${index}}\n`
  const swapped = readHistory(file('h', sparse(40, 'ok') + sparse(7, 'invoke')))
  expect(swapped.ops.map(({ index, type }) => [index, type])).toEqual([
    [7, 'invoke'],
    [40, 'ok'],
  ])
  const dense = readHistory(file('h', '{:type :invoke, :f :w, :value 1}\n{:type :ok, :f :w}\n'))
  expect(dense.ops.map(({ index, value }) => [index, value])).toEqual([
    [0, 1],
    [1, 1],
  ])
})

test('times are never the order', () => {
  const read = readHistory(file('h', '{:type :invoke, :f :w, :time 9}\n{:type :ok, :f :w, :time 3}\n'))
  expect(read.ops.map(({ time }) => time)).toEqual([9, 3])
})

test('the nemesis is kept and need not pair; other names are taken for it', () => {
  const text =
    '{:type :info, :f :kill, :process :nemesis}\n{:type :info, :f :kill, :process :nemesis2, :value #{:n1}}\n'
  expect(readHistory(file('h', text)).ops).toMatchObject([
    { process: 'nemesis', value: null },
    { process: 'nemesis', value: ['n1'] },
  ])
})

test('in a log a timeout is the reason, and the value is the invoked one', () => {
  const log = 'INFO  jepsen.util - 0\t:invoke\t:write\t3\nINFO  jepsen.util - 0\t:info\t:write\t:timed-out\n'
  expect(readHistory(file('h', log)).ops[1]).toMatchObject({ value: 3, error: { kind: 'timed-out' } })
})

test('errors of every shape get a kind and a sentence', () => {
  const kinds = [':not-held', '[:not-found "no lease"]', '"I do not know"', '{:a 1}', 'nil'].map((error) => {
    const text = `{:type :invoke, :f :w}\n{:type :fail, :f :w, :error ${error}}\n`
    return readHistory(file('h', text)).ops[1]?.error
  })
  expect(kinds).toEqual([
    { kind: 'not-held', message: 'not-held' },
    { kind: 'not-found', message: 'no lease' },
    { kind: 'error', message: 'I do not know' },
    { kind: 'error', message: '{"a":1}' },
    undefined,
  ])
})

test('independent tuples become keys, a cas does not', () => {
  const edn = (ops: [string, string, string][]) =>
    readHistory(file('h', ops.map(([type, f, value]) => `{:type :${type}, :f :${f}, :value ${value}}\n`).join('')))
  const keyed = edn([
    ['invoke', 'read', '[5 nil]'],
    ['ok', 'read', '[5 3]'],
    ['invoke', 'cas', '[5 [3 4]]'],
    ['fail', 'cas', '[5 [3 4]]'],
  ])
  expect(keyed.conventions.keyed).toBe(true)
  expect(keyed.ops.map(({ key, value }) => [key, value])).toEqual([
    [5, null],
    [5, 3],
    [5, [3, 4]],
    [5, [3, 4]],
  ])
  const plain = edn([
    ['invoke', 'cas', '[3 4]'],
    ['ok', 'cas', '[3 4]'],
  ])
  expect(plain.conventions.keyed).toBe(false)
  expect(plain.ops[0]?.value).toEqual([3, 4])
})

test('a line of 10 MB and records across the window’s edge are read', () => {
  const large = Array.from({ length: 1_500_000 }, (_, i) => i)
  const ops = [op(0), op(1, { type: 'ok', value: large }), op(2, { value: 'x'.repeat(3_000_000) })]
  const expected = JSON.stringify(ops)
  expect(encodeOp(ops[1] as (typeof ops)[1]).length).toBeGreaterThan(10_000_000)
  expect(JSON.stringify(readHistory(file('large.jsonl', toJsonl(ops))).ops)).toBe(expected)
  expect(JSON.stringify(readHistory(file('large.json', JSON.stringify(ops))).ops)).toBe(expected)
  const edn = ops.map(
    ({ index, time, type, value }) =>
      `{:index ${index} :time ${time} :process 0 :type :${type} :f :add :value ${JSON.stringify(value).replaceAll(',', ' ')}}`,
  )
  expect(JSON.stringify(readHistory(file('large.edn', edn.join('\n'))).ops)).toBe(expected)
})
