import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packTar, unpackTar } from '../../../src/cluster/docker/tar.ts'

const file = fc.record({
  path: fc.stringMatching(/^[a-z0-9][a-z0-9/._-]{0,98}$/),
  content: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  executable: fc.boolean(),
})

describe('tar archives', () => {
  it('give back what was packed', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 5 }), (files) => {
        expect(unpackTar(packTar(files))).toEqual(files)
      }),
    )
  })

  it('are read by tar itself', () => {
    const content = Buffer.from('x'.repeat(1_000))
    const archive = packTar([
      { path: 'Dockerfile', content },
      { path: 'bin/run.sh', content: Buffer.from('#!/bin/sh\n'), executable: true },
    ])
    const list = execFileSync('tar', ['-tvf', '-'], { input: archive, encoding: 'utf8' }).trim().split('\n')
    expect(list[0]).toMatch(/^-rw-r--r--.* 1000 .*Dockerfile$/)
    expect(list[1]).toMatch(/^-rwxr-xr-x.* 10 .*bin\/run\.sh$/)
    expect(execFileSync('tar', ['-xOf', '-', 'Dockerfile'], { input: archive })).toEqual(content)
  })

  it('written by tar itself are read, folders left out', () => {
    const archive = execFileSync('tar', [
      '-cf',
      '-',
      '-C',
      new URL('../..', import.meta.url).pathname,
      'cluster/docker',
    ])
    const paths = unpackTar(archive).map(({ path }) => path)
    expect(paths).toContain('cluster/docker/tar.test.ts')
    expect(paths.some((path) => path.endsWith('/'))).toBe(false)
  })

  it('refuse a name that does not fit', () => {
    expect(() => packTar([{ path: 'x'.repeat(101), content: Buffer.alloc(0) }])).toThrow('path too long')
  })
})
