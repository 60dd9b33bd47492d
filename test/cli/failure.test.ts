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

it('without a hint there is only the sentence', () => {
  expect(said(new MurphyError('broken', 'It broke.'))).toBe('error: It broke.\n')
})

it('a defect of ours shows where it happened', () => {
  const text = said(new TypeError('oops'))
  expect(text).toMatch(/^error: Murphy failed where it should not have: TypeError: oops\n {4}at /)
  expect(text).toMatch(/murphy\.log/)
  expect(said('a bare string')).toContain('a bare string')
})
