import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toJsonl } from '../../src/history/encode.ts'
import { pair } from '../../src/history/pair.ts'
import { readHistory } from '../../src/history/read.ts'
import { toEdn } from '../../src/history/to-edn.ts'
import { histories, scratch } from './files.ts'

const file = scratch()

function recorded(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? recorded(path) : [path]))
    .filter((path) => !/\.(tsv|md|jsonl)$/.test(path))
}

const conventions = {
  'etcd-logs': ['etcd-log', { nilReads: 'absent', initial: null, refusedCas: true, keyed: false }],
  'kv-logs': ['kv-log', { nilReads: 'absent', initial: '', keyed: true }],
  knossos: ['edn', { nilReads: 'any', initial: null, keyed: false }],
  registers: ['edn', { nilReads: 'any', initial: null, keyed: false }],
  isolation: ['edn', { nilReads: 'any', initial: null, keyed: false }],
} as const

/** Records counted without our reader: every op says its type once, as a keyword or as a JSON string. */
function countTypes(text: string): number {
  const code = text.replace(/^\s*;.*$/gm, '')
  return (code.match(/(:type\s+:|"type"\s*:\s*"|jepsen\.util - \d+\s+:)(invoke|ok|fail|info)\b/g) ?? []).length
}

describe.each(readdirSync(histories).filter((name) => statSync(join(histories, name)).isDirectory()))(
  '%s',
  (folder) => {
    test.each(recorded(join(histories, folder)).map((path) => [path.slice(histories.length), path]))(
      '%s',
      (name, path) => {
        const read = readHistory(path)
        expect(read.complete).toBe(true)
        expect(read.ops).toHaveLength(countTypes(readFileSync(path, 'utf8')))
        expect([read.format, read.conventions]).toEqual(
          conventions[folder as keyof typeof conventions] ?? [
            name.endsWith('.json') ? 'json' : 'edn',
            { nilReads: 'any', initial: null, keyed: false },
          ],
        )
        const pairs = pair(read.ops)
        const clients = pairs.filter(({ invoke }) => invoke.process !== 'nemesis')
        for (const { invoke, complete } of clients) {
          expect(invoke.type).toBe('invoke')
          if (complete !== undefined) {
            expect([complete.process, complete.f, complete.key]).toEqual([invoke.process, invoke.f, invoke.key])
            expect(complete.index).toBeGreaterThan(invoke.index)
          }
        }
        expect(pairs.reduce((sum, { complete }) => sum + (complete === undefined ? 1 : 2), 0)).toBe(read.ops.length)

        // Exports read back to the same ops.
        expect(readHistory(file('again.jsonl', toJsonl(read.ops))).ops).toEqual(read.ops)
        const edn = readHistory(file('again.edn', toEdn(read.ops)))
        expect(edn.ops.map(({ error, ...op }) => op)).toEqual(read.ops.map(({ error, ...op }) => op))
        expect(edn.ops.map(({ error }) => error?.kind)).toEqual(read.ops.map(({ error }) => error?.kind))
      },
    )
  },
)
