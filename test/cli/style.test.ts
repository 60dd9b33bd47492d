import { Command } from 'commander'
import { expect, it } from 'vitest'
import { testOptions } from '../../src/cli/commands/test.ts'
import { styled } from '../../src/cli/style.ts'

function help(width: number): string[] {
  const command = testOptions(new Command('test'))
  styled(command)
  command.configureOutput({ getOutHelpWidth: () => width })
  return command.helpInformation().split('\n')
}

it.each([60, 80, 120])('help fits %i columns', (width) => {
  expect(help(width).filter((line) => line.length > width && / \S+ /.test(line.trim()))).toEqual([])
})

it('a long name stands on a line of its own', () => {
  const lines = help(80)
  const at = lines.indexOf('  --unreachable-majority-timeout <value>')
  expect(lines[at + 1]).toMatch(/^ {20,34}mysql: /)
  expect(lines.find((line) => line.startsWith('  --seed <n>'))).toMatch(/^ {2}--seed <n> {2,}everything random/)
})

it('refuses in the words of all other refusals', () => {
  const said: string[] = []
  const command = testOptions(new Command('test'))
  styled(command)
  command.configureOutput({ writeErr: (text) => said.push(text) })
  expect(() => command.parse(['postgres', '--wrokload', 'set'], { from: 'user' })).toThrow()
  expect(said.join('')).toBe(
    "error: unknown option '--wrokload'\n       Did you mean --workload?\n       `test --help` lists what there is.\n",
  )
})
