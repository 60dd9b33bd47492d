import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkIsolation } from '../../../src/checkers/isolation/check.ts'
import { isolation } from '../../../src/checkers/isolation/index.ts'
import { interleaving } from '../../../src/checkers/isolation/interleave.ts'
import { pairs, shrink } from '../../../src/checkers/isolation/shrink.ts'
import { readHistory } from '../../../src/history/read.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { check } from '../histories.ts'

/** Transactions that all run at once, by one process each. */
function concurrent(...txns: readonly (readonly [Op['type'], ...Json[]])[]): Op[] {
  const at = (index: number) => ({ index, time: index * 1e6, process: index % txns.length, f: 'txn' })
  const asked = txns.map(([, ...mops], i): Op => ({ ...at(i), type: 'invoke', value: mops.map(unanswered) }))
  const answers = txns.map(([type, ...mops], i): Op => ({ ...at(i + txns.length), type, value: mops }))
  return [...asked, ...answers]
}

const unanswered = (mop: Json): Json => (Array.isArray(mop) && mop[0] === 'r' ? ['r', mop[1] as Json, null] : mop)

const writeSkew = concurrent(
  ['ok', ['r', 'x', []], ['append', 'y', 1]],
  ['ok', ['r', 'y', []], ['append', 'x', 1], ['append', 'z', 9]],
  ['ok', ['r', 'x', [1]], ['r', 'y', [1]], ['r', 'q', []]],
)

describe('the isolation checker', () => {
  it('tells versions apart that end in the same element, which a list holds twice', async () => {
    const twice = concurrent(
      ['ok', ['append', 1, 1], ['append', 1, 2]],
      ['ok', ['r', 1, [1, 2]], ['append', 1, 3]],
      ['ok', ['r', 1, [1, 2, 3, 2]], ['append', 1, 4]],
    )
    const { verdict, details } = await check(isolation, twice, { expect: 'serializable' })
    expect(verdict).toBe('invalid')
    expect(details).toMatchObject({ anomalyTypes: expect.arrayContaining(['duplicate-elements']) })
  })

  it('confirms a write upon an aborted one in a list that holds an element twice', async () => {
    const upon = concurrent(
      ['ok', ['append', 1, 1]],
      ['fail', ['append', 1, 2]],
      ['ok', ['append', 1, 3]],
      ['ok', ['r', 1, [1, 2, 1, 3]]],
    )
    const { verdict, details } = await check(isolation, upon, { expect: 'serializable' })
    expect(verdict).toBe('invalid')
    expect(details).toMatchObject({ anomalyTypes: ['G1a', 'dirty-update', 'duplicate-elements'] })
  })

  it('judges write skew by what was promised', async () => {
    const si = await check(isolation, writeSkew, { expect: 'snapshot-isolation' })
    expect(si.verdict).toBe('valid')
    expect(si.summary).toContain('allowed: G2-item')
    const serializable = await check(isolation, writeSkew, { expect: 'serializable' })
    expect(serializable.verdict).toBe('invalid')
    expect(serializable.summary).toBe(
      'Not serializable (3 committed transactions on 4 keys): G2-item. Ruled out: repeatable-read and above. ' +
        'Strongest still possible: strong-snapshot-isolation and update-serializable.',
    )
  })

  it('proves it in words, shrinks it, and prints it for two shells', async () => {
    const { details } = await check(isolation, writeSkew, { expect: 'serializable' })
    const [anomaly] = (details as { anomalies: { text: string; shrunk: { transactions: number; sql: Json } }[] })
      .anomalies
    expect(anomaly?.text).toBe(
      [
        'G2-item: transactions that each missed the other’s write (write skew)',
        '',
        'Let:',
        '  T1 = op 3 (process 0): read x [], append y 1',
        '  T2 = op 4 (process 1): read y [], append x 1, append z 9',
        '',
        'Then:',
        '  - T1 < T2, because T1 observed the initial state of key x, and T2 appended 1 to it later: op 5 observed 1 as the first element.',
        '  - However, T2 < T1, because T2 observed the initial state of key y, and T1 appended 1 to it later: op 5 observed 1 as the first element: a contradiction!',
      ].join('\n'),
    )
    expect(anomaly?.shrunk.transactions).toBe(3)
    expect(JSON.stringify(anomaly?.shrunk.sql)).not.toContain("'z'")
  })

  it('says unknown where nothing committed, and refuses what are no transactions', async () => {
    expect((await check(isolation, [], {})).verdict).toBe('unknown')
    await expect(check(isolation, concurrent(['ok', ['cas', 'x', 1]]))).rejects.toThrow(/"cas", which is not one of/)
    await expect(check(isolation, [], { expect: 'nonsense' })).rejects.toThrow(/no consistency model/)
    const twice = concurrent(['ok', ['append', 'x', 1]], ['ok', ['append', 'x', 1]])
    await expect(check(isolation, twice)).rejects.toThrow('1 is written to key "x" a second time')
  })

  it('takes a transaction that was never answered as one that may have happened', () => {
    const ops = concurrent(['ok', ['r', 'x', [1]], ['append', 'y', 1]], ['info', ['append', 'x', 1], ['r', 'y', []]])
    const open = ops.filter(({ type }) => type !== 'info')
    const { verdict, counts } = checkIsolation(open, { workload: 'list-append', expect: 'serializable' })
    expect([verdict, counts]).toEqual(['valid', {}])
  })

  it('finds garbage in lists and registers, but no fault with keys filled before', () => {
    const list = concurrent(['ok', ['append', 'x', 1]], ['ok', ['r', 'x', [1, 7]]])
    expect(checkIsolation(list, { workload: 'list-append' }).anomalyTypes).toContain('garbage-read')
    const mixed = concurrent(['ok', ['r', 'x', 7]], ['ok', ['r', 'x', null]])
    expect(checkIsolation(mixed, { workload: 'rw-register' }).anomalyTypes).toContain('garbage-read')
    const filled = concurrent(['ok', ['r', 'x', 7]], ['ok', ['r', 'x', 7], ['w', 'x', 8]])
    expect(checkIsolation(filled, { workload: 'rw-register' }).counts['garbage-read']).toBeUndefined()
  })

  it('counts an indeterminate write that was read as committed, and ignores it if asked to', () => {
    const ops = concurrent(
      ['info', ['r', 'y', null], ['w', 'x', 1], ['w', 'y', 1]],
      ['ok', ['r', 'x', 1], ['r', 'y', null]],
    )
    const found = (infoWrites: 'evidence' | 'ignored') =>
      checkIsolation(ops, { workload: 'rw-register', expect: 'serializable', infoWrites }).anomalyTypes
    expect(found('evidence')).toEqual(['G-single-item'])
    expect(found('ignored')).toEqual(['empty-transaction-graph'])
  })

  it('gives the same answer whatever the budget leaves it, or says that it is undecided', () => {
    const { verdict, anomalyTypes } = checkIsolation(writeSkew, {
      workload: 'list-append',
      expect: 'snapshot-isolation',
      budget: { existence: 0 },
    })
    expect(['unknown', 'valid']).toContain(verdict)
    expect(anomalyTypes.every((type) => type === 'cycle-search-budget')).toBe(true)
  })
})

const root = fileURLToPath(new URL('../../../../shared/histories/isolation/', import.meta.url))

describe('shrinking', () => {
  const files = readdirSync(root).filter((file) => /buggy|read-committed/.test(file) && file.endsWith('.edn'))
  it.each(files)('%s: each type is still there, in no more than it started from', (file) => {
    const { ops } = readHistory(`${root}${file}`)
    const workload = file.startsWith('list') ? 'list-append' : 'rw-register'
    const options = { workload, expect: 'strict-serializable' } as const
    const { findings } = checkIsolation(ops, { ...options, limit: 1 })
    for (const finding of findings) {
      const small = shrink(ops, finding, options)
      expect(small, finding.type).toBeDefined()
      if (!small) continue
      expect(small.finding.type).toBe(finding.type)
      expect(pairs(small.ops).length).toBeLessThanOrEqual(12)
      const again = checkIsolation(small.ops, options)
      expect([...again.anomalyTypes, ...again.allowedTypes]).toContain(finding.type)
      const lines = interleaving(small.ops, { workload }, finding.type)
      expect(new Set(lines.flatMap(({ op }) => op ?? [])).size).toBe(pairs(small.ops).length)
      expect(lines.filter(({ sql }) => sql === 'BEGIN;')).toHaveLength(pairs(small.ops).length)
      const inMysql = interleaving(small.ops, { workload, shells: 'mysql' }, finding.type)
      expect(inMysql.map(({ session, op }) => [session, op])).toEqual(lines.map(({ session, op }) => [session, op]))
      expect(inMysql.map(({ sql }) => sql).join()).not.toMatch(/BEGIN|CONFLICT|text PRIMARY KEY/)
      expect(interleaving(small.ops, { workload, shells: 'none' }, finding.type)).toEqual([])
    }
  })
})
