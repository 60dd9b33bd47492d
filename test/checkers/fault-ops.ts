import type { FaultReport } from '../../src/op/fault.ts'
import type { Json, Op } from '../../src/op/op.ts'

/** A completion of the nemesis at so many seconds; `error`: it could not be applied; `took`: s until it was. */
export function faultOp(
  at: number,
  fault: string,
  phase: FaultReport['phase'],
  nodes: readonly string[],
  { seen = true, error, took }: { seen?: boolean; error?: string; took?: number } = {},
): Op {
  const report: FaultReport = {
    fault,
    phase,
    planned: 'one',
    applied: { mechanism: 'a test', nodes, ...(took === undefined ? {} : { took: took * 1e9 }) },
    observed: {
      seen,
      how: seen ? 'a probe failed' : 'the probe went through',
      ...(error ? { detail: { error } } : {}),
    },
  }
  return {
    index: 0,
    time: at * 1e9,
    process: 'nemesis',
    type: 'info',
    f: `${phase}-${fault}`,
    value: report as FaultReport & Json,
  }
}

/** The invocation and, a second later, the completion. */
export function faultOps(...args: Parameters<typeof faultOp>): Op[] {
  const complete = faultOp(...args)
  return [
    { ...complete, type: 'invoke', value: 'one' },
    { ...complete, time: complete.time + 1e9 },
  ]
}

export const numbered = (ops: readonly Op[]) => ops.map((op, index) => ({ ...op, index }))
