import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Json, Op } from '../../src/op/op.ts'
import { SECOND } from '../../src/op/time.ts'
import { recordedScript, replayOf } from '../../src/scenario/replay.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import { command } from '../../src/scenario/scenario.ts'
import { aTest } from './a-test.ts'

const store = mkdtempSync(join(tmpdir(), 'murphy-test-replay-'))
afterAll(() => rmSync(store, { recursive: true, force: true }))

let runs = 0

/** A recorded run: `client` is a client op with its answer; the others are the nemesis' with theirs, or notes. */
function recorded(...entries: ('client' | { f: string; value?: Json; note?: true })[]): string {
  const folder = join(store, String(++runs))
  mkdirSync(folder)
  const ops: Op[] = []
  const add = (op: Omit<Op, 'index' | 'time'>) =>
    ops.push({ index: ops.length, time: ops.length * SECOND, ...op } as Op)
  for (const entry of entries) {
    if (entry === 'client') {
      add({ process: 0, type: 'invoke', f: 'add', value: 1 })
      add({ process: 0, type: 'ok', f: 'add', value: 1 })
    } else {
      add({ process: 'nemesis', type: 'info', f: entry.f, value: entry.value ?? null })
      if (entry.note !== true) add({ process: 'nemesis', type: 'info', f: entry.f, value: { fault: entry.f } })
    }
  }
  writeFileSync(join(folder, 'history.jsonl'), ops.map((op) => `${JSON.stringify(op)}\n`).join(''))
  const test = aTest({}, { faults: ['kill', 'partition'], rate: 100, timeLimit: 7 })
  writeFileSync(join(folder, 'test.json'), JSON.stringify(test))
  return folder
}

it('repeats the faults where they struck, counted in client ops; notes of the failover manager are no faults', () => {
  const folder = recorded(
    'client',
    'client',
    { f: 'kill', value: { spec: 'one', seed: 3 } },
    { f: 'health-check-missed', note: true },
    'client',
    { f: 'start' },
  )
  expect(recordedScript(folder).steps).toEqual([
    { at: 4, afterOps: 2, f: 'kill', value: { spec: 'one', seed: 3 } },
    { at: 9, afterOps: 3, f: 'start', value: null },
  ])
})

it('keeps everything else of the run, and can itself be repeated', () => {
  const folder = recorded('client', { f: 'kill', value: ['n1'] }, { f: 'start' })
  const again = resolve(replayOf(folder))
  expect(again).toMatchObject({ target: 'postgres', workload: 'set', seed: 1, rate: 100, timeLimit: 7, faults: [] })
  expect(again.schedule).toBe(folder)
  expect(command(again)).toContain(`--schedule ${folder}`)
})

it('refuses a run without faults', () => {
  expect(() => recordedScript(recorded('client'))).toThrow('has no faults that could be repeated')
})
