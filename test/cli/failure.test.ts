import { afterEach, expect, it, vi } from 'vitest'
import { tellFailure } from '../../src/cli/failure.ts'
import { MurphyError } from '../../src/op/failure.ts'

afterEach(() => vi.restoreAllMocks())

function said(error: unknown): string {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  tellFailure(error)
  return write.mock.calls.map(([text]) => String(text)).join('')
}

it('a failure that a user can act on is one sentence and a hint, without a stack', () => {
  const error = new MurphyError('usage', 'There is no target "x".', { hint: 'Known: y.', cause: new Error('inner') })
  expect(said(error)).toBe('error: There is no target "x".\n       Known: y.\n')
})

it('is wrapped on a terminal, below itself', () => {
  const { isTTY, columns } = process.stderr
  Object.assign(process.stderr, { isTTY: true, columns: 40 })
  const text = said(
    new MurphyError('usage', 'There is no fault "x".', { hint: `Known: ${'word '.repeat(20).trim()}.` }),
  )
  Object.assign(process.stderr, { isTTY, columns })
  const lines = text.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.every((line, i) => line.length <= 40 && (i === 0 || line.startsWith('       ')))).toBe(true)
})

it('without a hint there is only the sentence', () => {
  expect(said(new MurphyError('broken', 'It broke.'))).toBe('error: It broke.\n')
})

it('a defect of ours shows where it happened', () => {
  const text = said(new TypeError('oops'))
  expect(text).toMatch(/^error: Murphy failed where it should not have: TypeError: oops\n {4}at /)
  expect(text).toMatch(/murphy\.log/)
  expect(said('a bare string')).toContain('a bare string')
})
