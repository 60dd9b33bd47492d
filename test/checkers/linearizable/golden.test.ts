import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { linearizable } from '../../../src/checkers/linearizable/index.ts'
import { readHistory } from '../../../src/history/read.ts'
import type { Json } from '../../../src/op/op.ts'

/** Every recorded history gets its recorded verdict, with the conventions of its folder (histories/README.md). */
const root = fileURLToPath(new URL('../../../../shared/histories/', import.meta.url))
const initials: Record<string, Json> = { 'cas-register': 0, 'multi-register': { x: 0, y: 0 }, mutex: null }

for (const folder of ['etcd-logs', 'kv-logs', 'knossos', 'registers']) {
  const recorded = folder === 'registers' ? knossosVerdicts() : indexed(folder)
  describe(folder, () => {
    it.each(recorded)('%s is %s %s', async (file, model, verdict) => {
      const { ops, conventions } = readHistory(`${root}${file}`)
      const { nilReads } = conventions
      const initial = folder === 'knossos' ? (initials[model] ?? null) : (conventions.initial ?? null)
      const options = { model, nilReads, initial, refusedCas: folder === 'etcd-logs', vacuous: true }
      const result = await linearizable.check({ history: ops, samples: [], options })
      expect(result.verdict).toBe(verdict)
      if (verdict === 'invalid') expect(result.details).toHaveProperty('keys.0.impossible.index')
    })
  })
}

function indexed(folder: string): [string, string, string][] {
  return rows('index.tsv')
    .filter(([file]) => file?.startsWith(`${folder}/`))
    .map(([file, model, verdict]) => [file as string, modelName(model as string), verdict as string])
}

function knossosVerdicts(): [string, string, string][] {
  return rows('registers/knossos-verdicts.tsv').map(([file, model, valid]) => [
    `registers/${file}`,
    model as string,
    valid === 'true' ? 'valid' : 'invalid',
  ])
}

function rows(file: string): string[][] {
  const lines = readFileSync(`${root}${file}`, 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => line.split('\t'))
}

function modelName(described: string): string {
  return described.startsWith('key-value') ? 'key-value' : (described.split(' ')[0] as string)
}
