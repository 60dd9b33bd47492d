import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { forget, note, remains } from '../../../src/cluster/existing/remains.ts'

const runId = `feed${process.pid.toString(16)}`
const path = join(tmpdir(), `murphy-on-servers-${runId}.json`)
const made = { runId, target: 'postgres', servers: ['db1:5432'] }
afterEach(() => rmSync(path, { force: true }))

const found = (id?: string) => remains(id).filter((one) => one.runId === runId)

test('a run whose controller lives is left alone unless it is named', () => {
  note(made)
  expect(found()).toEqual([])
  expect(found(runId)).toEqual([expect.objectContaining(made)])
  forget(runId)
  expect(found(runId)).toEqual([])
})

test('a run whose controller is gone is found', () => {
  note(made)
  const { controller, ...rest } = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...rest, controller: { ...controller, start: 'another start' } }))
  expect(found()).toEqual([expect.objectContaining(made)])
})

test('half a note is none', () => {
  writeFileSync(path, '{"runId":"')
  expect(found(runId)).toEqual([])
})
