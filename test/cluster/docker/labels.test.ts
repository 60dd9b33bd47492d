import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { controllerIsGone, LABEL, labelsOf } from '../../../src/cluster/docker/labels.ts'

const mine = await labelsOf('r1')

describe('labels of a run', () => {
  it('name the run, and a controller that is alive', async () => {
    expect(mine[LABEL.run]).toBe('r1')
    expect(mine[LABEL.controller]).toMatch(new RegExp(`^${process.pid}:`))
    expect(await controllerIsGone(mine)).toBe(false)
  })

  it('tell a controller that has died', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'close')
    expect(await controllerIsGone({ ...mine, [LABEL.controller]: `${child.pid}:1` })).toBe(true)
  })

  it.runIf(process.platform === 'linux')('tell a controller from a later process with its id', async () => {
    expect(await controllerIsGone({ ...mine, [LABEL.controller]: `${process.pid}:1` })).toBe(true)
  })

  it('judge nobody on another host or in another container, but everybody from before a reboot', async () => {
    const dead = { ...mine, [LABEL.controller]: '0:1' }
    const [name, boot, namespace] = (mine[LABEL.host] ?? '').split('|')
    expect(await controllerIsGone(dead)).toBe(true)
    expect(await controllerIsGone({ ...dead, [LABEL.host]: `other|${boot}|${namespace}` })).toBe(false)
    expect(await controllerIsGone({ ...dead, [LABEL.host]: `${name}|${boot}|pid:[1]` })).toBe(false)
    expect(await controllerIsGone({ ...mine, [LABEL.host]: `${name}|earlier|${namespace}` })).toBe(true)
  })

  it('that are missing or make no sense count as nobody here', async () => {
    expect(await controllerIsGone({})).toBe(false)
    expect(await controllerIsGone({ ...mine, [LABEL.controller]: 'x' })).toBe(true)
  })
})
