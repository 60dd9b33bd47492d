import { describe, expect, it } from 'vitest'
import { linearizable } from '../../../src/checkers/linearizable/index.ts'
import type { Json, Op, OpType } from '../../../src/op/op.ts'

/** `[process, type, f, value, key]`, in order; node `n<process>`. */
type Row = readonly [process: number, type: OpType, f: string, value?: Json, key?: Json]

function history(...rows: readonly Row[]): Op[] {
  return rows.map(([process, type, f, value = null, key], index) => ({
    index,
    time: index * 1000,
    process,
    type,
    f,
    value,
    node: `n${process}`,
    ...(key !== undefined && { key }),
  }))
}

const check = async (ops: readonly Op[], options: { readonly [name: string]: Json } = {}) =>
  linearizable.check({ history: ops, samples: [], options: { model: 'register', nilReads: 'absent', ...options } })

const readAfterTwoWrites = (answer: Json) =>
  history(
    [1, 'invoke', 'write', 4],
    [1, 'ok', 'write', 4],
    [1, 'invoke', 'write', 5],
    [1, 'ok', 'write', 5],
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', answer],
  )

describe('linearizable', () => {
  it('tells of a write that stands in the proof, and not of a later one that is left out there', async () => {
    const { details } = await check(readAfterTwoWrites(null))
    const [key] = (details as unknown as { keys: { why: string; history: { f: string; value: number }[] }[] }).keys
    const written = key?.history.filter(({ f }) => f === 'write').map(({ value }) => value) ?? []
    expect(written).toHaveLength(1)
    expect(key?.why).toContain(`after ${written[0]} had been acknowledged`)
  })

  it('finds a stale read and says what had been acknowledged before it', async () => {
    const result = await check(readAfterTwoWrites(4))
    expect(result.verdict).toBe('invalid')
    expect(result.summary).toContain('n2 answered a read with 4 after 5 had been acknowledged by n1')
    expect(result.details).toMatchObject({
      model: 'register',
      keys: [
        {
          verdict: 'invalid',
          ops: [0, 1, 2, 3, 4, 5],
          proof: 'brute force',
          state: '5',
          impossible: { index: 4, f: 'read', output: 4, node: 'n2' },
        },
      ],
    })
  })

  it('judges each key by itself and names the bad one', async () => {
    const good = [1, 2, 3].flatMap((key): Row[] => [
      [key, 'invoke', 'write', 1, key],
      [key, 'ok', 'write', 1, key],
    ])
    const bad: Row[] = [
      [9, 'invoke', 'read', null, 2],
      [9, 'ok', 'read', 7, 2],
    ]
    const result = await check(history(...good, ...bad))
    expect(result.verdict).toBe('invalid')
    expect(result.summary).toContain('Key 2: n9 answered a read with 7, a value that nobody had written')
    expect(result.checked).toEqual({ ops: 4, acknowledged: 4, keys: 3 })
  })

  it('takes an indeterminate write as one that may come at any time, or never', async () => {
    const lost = history(
      [1, 'invoke', 'write', 5],
      [1, 'info', 'write', 5],
      [2, 'invoke', 'read'],
      [2, 'ok', 'read', null],
    )
    const late = history(
      [1, 'invoke', 'write', 5],
      [2, 'invoke', 'read'],
      [2, 'ok', 'read', null],
      [3, 'invoke', 'read'],
      [3, 'ok', 'read', 5],
    )
    expect((await check(lost)).verdict).toBe('valid')
    expect((await check(late)).verdict).toBe('valid')
  })

  it('drops failed ops, and takes a refused cas as evidence only where told to', async () => {
    const ops = history(
      [1, 'invoke', 'write', 5],
      [1, 'ok', 'write', 5],
      [2, 'invoke', 'cas', [5, 6]],
      [2, 'fail', 'cas', [5, 6]],
      [3, 'invoke', 'write', 9],
      [3, 'fail', 'write', 9],
    )
    expect((await check(ops, { model: 'cas-register' })).verdict).toBe('valid')
    expect((await check(ops, { model: 'cas-register', refusedCas: true })).verdict).toBe('invalid')
  })

  it('knows two meanings of a nil read', async () => {
    const ops = history(
      [1, 'invoke', 'write', 5],
      [1, 'ok', 'write', 5],
      [2, 'invoke', 'read'],
      [2, 'ok', 'read', null],
    )
    expect((await check(ops, { nilReads: 'any' })).verdict).toBe('valid')
    expect((await check(ops, { nilReads: 'absent' })).verdict).toBe('invalid')
  })

  it('calls a history without an acknowledged op unknown', async () => {
    const ops = history([1, 'invoke', 'write', 5], [1, 'info', 'write', 5])
    expect((await check(ops)).verdict).toBe('unknown')
    expect((await check([])).verdict).toBe('unknown')
  })

  it('says which budget ran out', async () => {
    const open = Array.from({ length: 30 }, (_, i): Row => [i, 'invoke', 'cas', [i % 3, (i + 1) % 3]])
    const done = open.map(([process, , f, value]): Row => [process, 'ok', f, value ?? null])
    const result = await check(history(...open, ...done), { model: 'cas-register', initial: 7, maxSteps: 0 })
    expect(result.verdict).toBe('unknown')
    expect(result.summary).toContain('stopped after 0 steps')
  })

  it('refuses an unknown model and ops that the model does not know, with a hint', async () => {
    await expect(check([], { model: 'registr' })).rejects.toThrow(/no model "registr"/)
    const unknown = history([1, 'invoke', 'add', 5], [1, 'ok', 'add', 5])
    await expect(check(unknown)).rejects.toThrow(/does not know "add"/)
  })
})
