import fc from 'fast-check'
import type { Checker, CheckerResult } from '../../src/checkers/checker.ts'
import type { Json, Op } from '../../src/op/op.ts'

/** An op but for what tests seldom care about. */
export type Row = Partial<Op> & Pick<Op, 'type' | 'f'>

/** Ops from rows, index and time (1 ms apart) filled in. */
export function history(...rows: readonly Row[]): Op[] {
  return rows.map((row, index) => ({ index, time: index * 1e6, process: 0, value: null, ...row }))
}

/** An op that completes at once. */
export function call(
  process: number,
  f: string,
  value: Json,
  type: 'ok' | 'fail' | 'info' = 'ok',
  result: Json = value,
): Row[] {
  const asked = f === 'read' ? null : value
  return [
    { process, type: 'invoke', f, value: asked },
    { process, type, f, value: result, node: `n${process}` },
  ]
}

export async function check(
  checker: Checker,
  ops: readonly Op[],
  options: Record<string, Json> = {},
): Promise<CheckerResult> {
  return checker.check({ history: ops, samples: [], options })
}

const event = fc.record({
  process: fc.nat(2),
  f: fc.constantFrom('add', 'add', 'read'),
  end: fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info' as const),
  again: fc.boolean(),
  seen: fc.array(fc.nat(5), { maxLength: 6 }),
})

/**
 * Histories of a set that does what it likes: up to three processes, adds of 0, 1, 2 … (now and then of one again),
 * reads of anything, some ops never answered.
 */
export const wildSet: fc.Arbitrary<Op[]> = fc.array(event, { minLength: 1, maxLength: 24 }).map((events) => {
  const ops: Op[] = []
  const open = new Map<number, Op>()
  let next = 0
  for (const { process, f, end, again, seen } of events) {
    const at = { index: ops.length * 2 + 3, time: ops.length * 1000, process } // sparse on purpose
    const asked = open.get(process)
    if (asked === undefined) {
      const value = f === 'read' ? null : again && next > 0 ? next - 1 : next++
      const op: Op = { ...at, type: 'invoke', f, value }
      open.set(process, op)
      ops.push(op)
    } else {
      open.delete(process)
      ops.push({ ...at, type: end, f: asked.f, value: asked.f === 'read' && end === 'ok' ? seen : asked.value })
    }
  }
  return ops
})
