import { spawn } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { isAlive, processInfo, processTable, psTable } from '../../../src/cluster/process/process-table.ts'
import { eventually } from './servers.ts'

const child = spawn('sleep', ['600'], { stdio: 'ignore' })
afterEach(() => child.kill('SIGKILL'))

test('a process is known by pid and start time, through its whole life', async () => {
  const pid = child.pid ?? 0
  const first = processInfo(pid)
  expect(first).toMatchObject({ pid, ppid: process.pid, state: 'running' })
  expect(processTable()).toContainEqual(first)
  expect(isAlive(pid, first?.start ?? '')).toBe(true)
  expect(isAlive(pid, 'another time')).toBe(false)
  // The way through ps(1) sees the same process, with a start time in its own words.
  expect(psTable(['-A']).find((p) => p.pid === pid)).toMatchObject({ pid, ppid: process.pid, state: 'running' })
  const [seen] = psTable(['-p', String(pid)])
  child.kill('SIGSTOP')
  await eventually(() => processInfo(pid)?.state === 'stopped')
  expect(psTable(['-p', String(pid)])).toEqual([{ ...seen, state: 'stopped' }])
  child.kill('SIGKILL')
  await eventually(() => !isAlive(pid, first?.start ?? ''))
  await eventually(() => psTable(['-p', String(pid)]).every((p) => p.state === 'dead'))
})
