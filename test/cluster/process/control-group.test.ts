import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ControlGroup, controlGroups, removeControlGroups } from '../../../src/cluster/process/control-group.ts'

const roots = controlGroups()
const runId = `test-group-${process.pid}`
const MB = 1024 * 1024

const named = () =>
  ('lacks' in roots ? [] : roots.folders.flatMap((folder) => readdirSync(folder))).filter((n) => n.includes(runId))

describe.skipIf('lacks' in roots)('a control group of a node', () => {
  const children: ChildProcess[] = []

  /** A program that waits for a line before it begins, so that it is taken in before it does anything. */
  function program(group: ControlGroup, body: string) {
    const child = spawn('sh', ['-c', `read _; ${body}`], { stdio: ['pipe', 'ignore', 'ignore'] })
    children.push(child)
    if (child.pid !== undefined) group.adopt(child.pid)
    const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? code)),
    )
    child.stdin?.end('\n')
    return ended
  }

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL')
    await removeControlGroups(runId)
    expect(named()).toEqual([])
  })

  it('holds its processes and their children back, and lets go', async () => {
    const group = ControlGroup.make(runId, 'n1')
    await group.cpu(0.05)
    void program(group, 'while :; do (:); done')
    while ((await group.usage()).throttledPeriods < 2) await sleep(20)
    await group.cpu(undefined)
    await sleep(200) // the period that was under way
    const free = await group.usage()
    await sleep(300)
    expect((await group.usage()).throttledPeriods).toBe(free.throttledPeriods)
  })

  it('counts what the kernel kills when memory runs out', async () => {
    const group = ControlGroup.make(runId, 'n1')
    const greedy = 'exec dd if=/dev/zero of=/dev/null bs=64M count=1'
    expect(await program(group, greedy)).toBe(0)
    await group.memory(16 * MB)
    expect((await group.usage()).memoryLimit).toBe(16 * MB)
    expect(await program(group, greedy)).toBe('SIGKILL')
    expect((await group.usage()).oomKills).toBe(1)
    await group.memory(undefined)
    expect(await program(group, greedy)).toBe(0)
  })

  it('of another run stays', async () => {
    ControlGroup.make(runId, 'n1')
    await removeControlGroups(`${runId}0`)
    await removeControlGroups(runId.slice(0, -1))
    expect(named().length).toBeGreaterThan(0)
  })
})

it('says why there is none', () => {
  if ('lacks' in roots) expect(roots.lacks).toMatch(/control groups|controllers/)
  else for (const folder of roots.folders) expect(existsSync(folder)).toBe(true)
})
