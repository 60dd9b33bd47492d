import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { expect, it } from 'vitest'
import { assembly, code, entries } from '../../../../src/cluster/clock/vdso/code-x64.ts'

const hasAssembler = process.arch === 'x64' && !execaSync('as', ['--version'], { reject: false }).failed

it.skipIf(!hasAssembler)('is what the assembler makes of the instructions beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'code-'))
  try {
    const [source, object, binary] = ['code.s', 'code.o', 'code.bin'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(source, `.intel_syntax noprefix\npage:\n.fill 64\n${assembly}\n`)
    execFileSync('as', [source, '-o', object])
    execFileSync('objcopy', ['-O', 'binary', '-j', '.text', object, binary])
    expect(readFileSync(binary).subarray(64).toString('hex')).toBe(code.toString('hex'))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('begins its functions where the one before has returned', () => {
  const ret = 0xc3
  expect(entries.__vdso_clock_gettime).toBe(0)
  for (const entry of [entries.__vdso_gettimeofday, entries.__vdso_time, code.length]) expect(code[entry - 1]).toBe(ret)
})
