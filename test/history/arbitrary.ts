import fc from 'fast-check'
import type { Json, Op } from '../../src/op/op.ts'

const value = fc.jsonValue({ depthSize: 'small' }) as fc.Arbitrary<Json>
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\n', '"', '\\', '</script>', 'é', '😀'),
)

const step = fc.record({
  process: fc.nat(3),
  f: fc.oneof(
    fc.constantFrom('add', 'read', 'cas'),
    text.filter((f) => f !== ''),
  ),
  value,
  answer: value,
  end: fc.constantFrom('ok', 'fail', 'info', 'never' as const),
  error: fc.option(fc.record({ kind: text, message: text }), { nil: undefined }),
  node: fc.option(text, { nil: undefined }),
  key: fc.option(value, { nil: undefined }),
  apart: fc.boolean(),
})

/** Well-formed histories: up to four processes, some ops concurrent, some never answered. */
export const historyArbitrary: fc.Arbitrary<Op[]> = fc
  .array(step, { minLength: 1, maxLength: 20 })
  .map((steps) => {
    const ops: Op[] = []
    const held: Omit<Op, 'index' | 'time'>[] = []
    const push = (op: Omit<Op, 'index' | 'time'>) => ops.push({ index: ops.length, time: ops.length * 1000, ...op })
    const flush = () => {
      for (const op of held.splice(0)) push(op)
    }
    const stuck = new Set<number>()
    steps.forEach(({ process, f, value, answer, end, error, node, key, apart }) => {
      if (apart || held.some((op) => op.process === process)) flush()
      if (stuck.has(process)) return
      const common = { process, f, ...(key === undefined ? {} : { key }) }
      push({ ...common, type: 'invoke', value })
      if (end === 'never') stuck.add(process)
      else
        held.push({
          ...common,
          type: end,
          value: answer,
          ...(error === undefined ? {} : { error }),
          ...(node === undefined ? {} : { node }),
        })
    })
    flush()
    return ops
  })
  .filter((ops) => ops.length > 0)
