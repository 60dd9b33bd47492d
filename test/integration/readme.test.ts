import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const project = mkdtempSync(join(tmpdir(), 'readme-'))
afterAll(() => rmSync(project, { recursive: true, force: true }))

/** The README's program in a project of its own, with Murphy installed; shorter than a reader would run it. */
function example(): string {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  expect(code).toContain("from 'murphy'")
  return code.replace(/timeLimit: \d+/, 'timeLimit: 6')
}

it("the README's TypeScript compiles and runs", async () => {
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true })
  symlinkSync(root, join(project, 'node_modules/murphy'), 'dir')
  symlinkSync(join(root, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'), 'dir')
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
  writeFileSync(join(project, 'example.ts'), example())
  const flags = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  const tsc = await execa(join(root, 'node_modules/.bin/tsc'), [...flags, 'example.ts'], {
    cwd: project,
    reject: false,
  })
  expect(tsc.stdout).toBe('')
  const { stdout, stderr } = await execa(process.execPath, ['example.js'], { cwd: project, reject: false })
  expect(stdout, stderr).toMatch(/^valid PostgreSQL \(quorum commit\) kept all [\d,]+ acknowledged writes .*\/store\//)
})
