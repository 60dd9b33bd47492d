import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { readScenario, testOptions } from '../../src/cli/commands/test.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import { packageRoot } from '../../src/scenario/version.ts'
import { aTest } from '../scenario/a-test.ts'

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'docs/run-folder.md',
  'docs/reading-a-report.md',
  'docs/schedules.md',
  'docs/faults.md',
  'docs/workloads.md',
]
const text = (page: string) => readFileSync(join(packageRoot, page), 'utf8')

const commands = [...text('README.md').matchAll(/^ {4}npx murphy test (.*)$/gm)].map(([, args = '']) => args.trim())

it('the README has commands to copy', () => expect(commands.length).toBeGreaterThan(2))

const scenario = (args: string) => {
  const program = testOptions(new Command('test')).exitOverride()
  program.action((target: string, flags: Record<string, unknown>) => void resolve(readScenario(target, flags)))
  program.parse(args.replace(/ +#.*/, '').split(' '), { from: 'user' })
}

it.each(commands)('murphy test %s is a scenario', scenario)

/** Commands of all pages, without those of servers and files that only the reader has. */
const all = ['docs', 'docs/targets']
  .flatMap((folder) => readdirSync(join(packageRoot, folder)).map((name) => `${folder}/${name}`))
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) =>
    [...text(page).matchAll(/(?:^ {4}(?:npx )?|`)murphy test ([^`\n]+)/gm)].map(([, args = '']) => args.trim()),
  )
  .filter((args) => !/…|\\$|:\d|:\/\/|\.json|\.mjs/.test(args))

it.each([...new Set(all)])('docs: murphy test %s is a scenario', scenario)

it.each(pages)('links of %s lead somewhere', (page) => {
  for (const [, link = ''] of text(page).matchAll(/\]\((?!https?:)([^)#]+)/g))
    expect(existsSync(join(packageRoot, dirname(page), link)), link).toBe(true)
})

it('docs/run-folder.md names every field of test.json', () => {
  const page = text('docs/run-folder.md')
  const fields = Object.keys(aTest()).filter((field) => field !== 'schema')
  expect(fields.filter((field) => !page.includes(`\`${field}\``))).toEqual([])
})
