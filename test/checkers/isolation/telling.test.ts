import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { about, undecided } from '../../../src/checkers/isolation/anomalies.ts'
import { checkIsolation } from '../../../src/checkers/isolation/check.ts'
import { facts, keysOf } from '../../../src/checkers/isolation/facts.ts'
import { models } from '../../../src/checkers/isolation/lattice.ts'
import { byGravity, meaning, nameOf } from '../../../src/checkers/isolation/meanings.ts'
import { modelMeaning } from '../../../src/checkers/isolation/model-meanings.ts'
import { shrink } from '../../../src/checkers/isolation/shrink.ts'
import { diagram } from '../../../src/checkers/isolation/to-diagram.ts'
import { readHistory } from '../../../src/history/read.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { history } from '../histories.ts'

describe('what people are told', () => {
  it.each(Object.keys(about).filter((type) => !undecided.includes(type)))(
    '%s has a meaning with its source',
    (type) => {
      for (const suffix of ['', '-process', '-realtime']) {
        const known = meaning(type + suffix)
        expect(known?.means).toMatch(/^[A-Z].*\.$/)
        expect(known?.source).toMatch(/\d{4}/)
      }
    },
  )

  it.each(models.map(({ name }) => name))('%s has a meaning', (name) => {
    expect(modelMeaning(name)).not.toBe('')
  })

  it('names what has a better name, and orders by gravity', () => {
    expect(nameOf('G2-item')).toBe('write skew (G2-item)')
    expect(nameOf('lost-update')).toBe('lost-update')
    expect(nameOf('G-single-item-realtime')).toBe('stale read (G-single-item-realtime)')
    expect(meaning('toString')).toBeUndefined()
    const types = [
      'new-kind',
      'G2-item',
      'G-single-item-realtime',
      'G-single-item',
      'G0',
      'lost-update',
      'garbage-read',
    ]
    expect(types.sort(byGravity)).toEqual([
      'garbage-read',
      'G0',
      'lost-update',
      'G-single-item',
      'G-single-item-realtime',
      'G2-item',
      'new-kind',
    ])
  })
})

const root = fileURLToPath(new URL('../../../../shared/histories/isolation/', import.meta.url))

describe('the diagram of a finding', () => {
  const files = readdirSync(root).filter((file) => /buggy/.test(file) && file.endsWith('.edn'))
  it.each(files)('%s: each arrow rests on steps of its two transactions, what is wrong is marked', (file) => {
    const { ops } = readHistory(`${root}${file}`)
    const workload = file.startsWith('list') ? 'list-append' : 'rw-register'
    const { findings } = checkIsolation(ops, { workload, linearizableKeys: true })
    const known = facts(ops, workload, keysOf(ops, findings))
    for (const finding of findings) {
      const { boxes, arrows } = diagram(known, finding)
      expect(boxes.length).toBeGreaterThan(0)
      for (const [i, { kind, from, to }] of arrows.entries()) {
        if (kind !== 'ww' && kind !== 'wr' && kind !== 'rw') continue
        for (const end of [from, to])
          expect(
            boxes[end]?.mops.some((mop) => mop.arrows.includes(i)),
            `${finding.type} ${i}`,
          ).toBe(true)
      }
      if ('cycle' in finding) expect(arrows).toHaveLength(boxes.length)
      if (arrows.length === 0)
        expect(boxes.some(({ mops }) => mops.some(({ wrong }) => wrong !== undefined))).toBe(true)
    }
  })

  it('of appends that clients make of a read and a write rests on these', () => {
    const txn = (process: number, type: Op['type'], ...value: readonly Json[]) => ({ process, type, f: 'txn', value })
    const lost = history(
      txn(1, 'invoke', ['append', 'x', 2], ['r', 'x', null]),
      txn(2, 'invoke', ['append', 'x', 3], ['r', 'x', null]),
      txn(1, 'ok', ['append', 'x', 2], ['r', 'x', [2]]),
      txn(2, 'ok', ['append', 'x', 3], ['r', 'x', [3]]),
    )
    const { findings } = checkIsolation(lost, { workload: 'list-append', appends: 'read-then-write' })
    const finding = findings.find(({ type }) => type === 'lost-update')
    if (finding === undefined) throw new Error('nothing found')
    const { boxes, arrows } = diagram(facts(lost, 'list-append', ['x']), finding)
    expect(boxes.map(({ mops }) => mops.map((mop) => mop.arrows.length))).toEqual([
      [2, 0],
      [2, 0],
    ])
    expect(arrows.map(({ about }) => about).sort()).toEqual(['nil → 2', 'nil → 3'])
  })

  it('ends shrinking where its budget ends, with the smallest case so far', () => {
    const [file = ''] = files
    const { ops } = readHistory(`${root}${file}`)
    const options = { workload: file.startsWith('list') ? 'list-append' : 'rw-register' } as const
    const [finding] = checkIsolation(ops, options).findings
    if (finding === undefined) throw new Error('nothing found')
    const [none, all] = [shrink(ops, finding, options, 0), shrink(ops, finding, options)]
    const size = (mops: typeof all) => JSON.stringify(mops?.ops.map(({ value }) => value)).length
    expect(size(none)).toBeGreaterThan(size(all))
    expect(none?.finding.type).toBe(finding.type)
  })
})
