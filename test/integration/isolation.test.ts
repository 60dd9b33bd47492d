import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

it('PostgreSQL at read committed loses what clients read and write whole, and keeps its own promise', async () => {
  const forms = ['--isolation', 'read-committed', '--sql-form', 'read-write', '--tables', '2']
  const load = ['--time-limit', '4', '--rate', '0', '--expect', 'snapshot-isolation']
  const run = ['test', 'postgres', '--workload', 'list-append', '--backend', 'process', '--store', store, '--json']
  const ran = await murphy([...run, ...forms, ...load])
  const { folder, sentence, checkers } = lastJson(ran.stdout)
  expect(checkers.isolation, `${sentence}\n${ran.stderr}`).toBe('invalid')
  expect(sentence).toMatch(/lost update.*which snapshot-isolation forbids/)
  expect(ran.code).toBe(1)
  expect(JSON.parse(readFileSync(join(folder, 'test.json'), 'utf8'))).toMatchObject({
    options: { options: { 'sql-form': 'read-write', tables: 2, expect: 'snapshot-isolation' } },
  })

  const history = join(folder, 'history.jsonl')
  const judge = ['check', history, '--workload', 'list-append', '--expect', 'read-committed', '--json']
  const promised = await murphy([...judge, '--appends', 'read-then-write'])
  expect(lastJson(promised.stdout).verdict).toBe('valid')
  expect(promised.code).toBe(0)
})
