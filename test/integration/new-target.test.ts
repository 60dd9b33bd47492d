import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/scenario/version.ts'
import { murphy, temporaryStore } from './murphy.ts'

/** As a user has it: a folder of his own, with murphy among its packages. */
const folder = temporaryStore()
const modules = join(folder, 'node_modules')
mkdirSync(modules)
symlinkSync(packageRoot, join(modules, 'murphy'))
symlinkSync(join(packageRoot, 'node_modules', '@types'), join(modules, '@types'))

const here = { cwd: folder, reject: false, all: true } as const

it('what new-target writes has types that hold, and tests that pass: valid, and invalid with its flaw', async () => {
  const written = await murphy(['new-target', 'kv'], { cwd: folder })
  expect(written.code, written.stderr).toBe(0)

  const flags = '--noEmit --allowJs --checkJs --strict --skipLibCheck --module nodenext --target es2023 --types node'
  const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const types = await execa(process.execPath, [tsc, ...flags.split(' '), 'kv/index.mjs', 'kv/index.test.mjs'], here)
  expect(types.exitCode, types.all).toBe(0)

  const tests = await execa(process.execPath, ['--test', 'kv/index.test.mjs'], here)
  expect(tests.exitCode, tests.all).toBe(0)
  expect(tests.all).toMatch(/pass 2/)
})

it('it is tested by its file, with the options of the command line', async () => {
  const ran = await murphy(['test', './kv/index.mjs', '--setting', 'cashed'], { cwd: folder })
  expect(ran.code).toBe(254)
  expect(ran.stderr).toContain('Did you mean "cached"?')
})
