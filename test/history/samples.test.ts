import { expect, test } from 'vitest'
import { readSamples } from '../../src/history/samples.ts'
import { scratch } from './files.ts'

const file = scratch()
const samples = [1, 2, 3].map((time) => ({ time, node: 'n1', role: 'primary' as const, position: '0/3000060' }))
const lines = samples.map((sample) => `${JSON.stringify(sample)}\n`)

test('a file cut anywhere reads back to the last whole sample', () => {
  const text = lines.join('')
  for (let size = 0; size <= text.length; size++) {
    const whole = [0, 1, 2].filter((i) => lines.slice(0, i + 1).join('').length - 1 <= size).length
    expect(readSamples(file('cut.jsonl', text.slice(0, size))), `cut at ${size}`).toEqual(samples.slice(0, whole))
  }
})

test('nothing after a sample that is torn in the middle of the file is believed', () => {
  const [first, second = '', third] = lines
  expect(readSamples(file('torn.jsonl', `${first}${second.slice(0, 9)}\n${third}`))).toEqual(samples.slice(0, 1))
})

test('no file, no samples', () => {
  expect(readSamples(file('none.jsonl'))).toEqual([])
})
