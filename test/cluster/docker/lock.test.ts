import { writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { labelsOf } from '../../../src/cluster/docker/labels.ts'
import { alone } from '../../../src/cluster/docker/lock.ts'

const name = `lock-test-${process.pid}`

describe('work done alone', () => {
  it('waits for others, and says so once', async () => {
    const events: string[] = []
    const work = (id: string) =>
      alone(
        name,
        () => events.push(`${id} waits`),
        async () => {
          events.push(`${id} begins`)
          await new Promise((resolve) => setTimeout(resolve, 600))
          events.push(`${id} ends`)
          return id
        },
      )
    const first = work('a')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await Promise.all([first, work('b')])).toEqual(['a', 'b'])
    expect(events).toEqual(['a begins', 'b waits', 'a ends', 'b begins', 'b ends'])
  })

  it('frees the lock when it fails', async () => {
    await expect(
      alone(
        name,
        () => {},
        () => Promise.reject(new Error('no')),
      ),
    ).rejects.toThrow('no')
    expect(
      await alone(
        name,
        () => {},
        async () => 'yes',
      ),
    ).toBe('yes')
  })

  it('takes over what a dead process left', async () => {
    const dead = { ...(await labelsOf('lock')), 'murphy.controller': '0:1' }
    await writeFile(join(tmpdir(), `murphy-${userInfo().username}-${name}.lock`), JSON.stringify(dead))
    expect(
      await alone(
        name,
        () => {},
        async () => 'yes',
      ),
    ).toBe('yes')
  })
})
