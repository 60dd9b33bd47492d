import { afterEach, expect, it, vi } from 'vitest'
import { tellNoOutcome, tellOutcome } from '../../src/cli/outcome.ts'
import { MurphyError } from '../../src/op/failure.ts'
import { syntheticRun } from '../reports/synthetic.ts'

afterEach(() => vi.restoreAllMocks())

const capture = () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  return () => write.mock.calls.map(([text]) => String(text)).join('')
}

it('for machines: one line with the folder, the verdict and each checker’s', async () => {
  const said = capture()
  const run = syntheticRun({ ops: 100 })
  await tellOutcome(run, true)
  expect(said()).toMatch(/^[^\n]+\n$/)
  const { folder, verdict, checkers } = JSON.parse(said()) as Record<string, unknown>
  expect({ folder, verdict }).toEqual({ folder: run.folder, verdict: run.results.verdict })
  expect(checkers).toEqual(
    Object.fromEntries(Object.entries(run.results.checkers).map(([name, result]) => [name, result.verdict])),
  )
})

it('for machines: a run that left no results is broken, bad arguments are nothing', () => {
  const said = capture()
  tellNoOutcome(new MurphyError('usage', 'No.'), true)
  tellNoOutcome(new Error('a defect'), true)
  tellNoOutcome(new MurphyError('broken', 'The disk is full.'), false)
  expect(said()).toBe('')
  tellNoOutcome(new MurphyError('broken', 'The disk is full.', { hint: 'Free some.' }), true)
  expect(JSON.parse(said())).toEqual({
    verdict: 'broken',
    broken: { message: 'The disk is full.', hint: 'Free some.' },
  })
})
