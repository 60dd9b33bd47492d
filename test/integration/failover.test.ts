import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ResultsFile } from '../../src/store/run.ts'
import { dockerAnswers, lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()
const docker = await dockerAnswers()

async function failover(setting: string, backend: string) {
  const ran = await murphy([
    'test',
    'postgres',
    '--setting',
    setting,
    '--workload',
    'set',
    '--schedule',
    'failover',
    '--backend',
    backend,
    '--time-limit',
    '10',
    '--seed',
    '1',
    '--store',
    store,
    '--json',
  ])
  expect(ran.stdout, ran.stderr).not.toBe('')
  const { folder } = lastJson(ran.stdout)
  const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as ResultsFile
  return { ...ran, folder, results, report: readFileSync(join(folder, 'report.html'), 'utf8') }
}

type LostWrites = { lost: { element: number; node: string }[] }

for (const backend of ['process', 'docker'] as const)
  describe.runIf(backend === 'process' || docker)(`failover of PostgreSQL on the backend ${backend}`, () => {
    it('asynchronous: loses acknowledged writes, and says which', async () => {
      const { code, results, report, stderr } = await failover('async', backend)
      expect(results.verdict, stderr).toBe('invalid')
      expect(code).toBe(1)
      const lost = (results.checkers['lost-writes']?.details as unknown as LostWrites | undefined)?.lost ?? []
      expect(lost.length).toBeGreaterThan(0)
      // The node that had acknowledged them is the old primary, and the page shows it.
      expect(new Set(lost.map(({ node }) => node))).toEqual(new Set(['n1']))
      expect(report).toContain(String(lost[0]?.element))
      expect(results.checkers.faults?.verdict).toBe('valid')
    })

    it('quorum: loses none, and says how many it checked', async () => {
      const { code, results, stderr } = await failover('quorum', backend)
      expect(results.verdict, `${stderr}\n${results.sentence}`).toBe('valid')
      expect(code).toBe(0)
      expect(results.checkers['lost-writes']?.checked.acknowledged).toBeGreaterThan(100)
      expect(results.checkers['lost-writes']?.summary).toMatch(/\d/)
      expect(results.checkers.faults?.checked.observed).toBeGreaterThan(0)
    })
  })
