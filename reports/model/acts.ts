import { type FaultReport, isFaultReport } from '../../src/op/fault.ts'
import type { Op } from '../../src/op/op.ts'

/**
 * One act of the nemesis, from being asked to being done, or a step that a failover manager put into the history. The
 * steps of a failover lie between its two lines, so neighbours need not belong together.
 */
export interface Act {
  readonly f: string
  /** Absent: a step. */
  readonly asked?: Op
  /** Absent: the history ended first. */
  readonly done?: Op
  readonly report?: FaultReport
}

type Growing = { -readonly [K in keyof Act]: Act[K] }

/** Every act and step, in the order in which they began. */
export function nemesisActs(history: readonly Op[]): Act[] {
  const ops = history.filter(({ process }) => process === 'nemesis')
  const answering = new Set(ops.filter(isAnswer).map(({ f }) => f))
  const acts: Growing[] = []
  const open = new Map<string, Growing>()
  for (const op of ops) {
    if (isAnswer(op)) {
      const report = readReport(op)
      const answer = { done: op, ...(report !== undefined && { report }) }
      const asked = open.get(op.f)
      open.delete(op.f)
      if (asked === undefined) acts.push({ f: op.f, ...answer })
      else Object.assign(asked, answer)
    } else if (op.type === 'invoke' || answering.has(op.f)) {
      // Jepsen's nemeses, and ours, say `info` for what they are asked, too.
      const act: Growing = { f: op.f, asked: op }
      acts.push(act)
      open.set(op.f, act)
    } else acts.push({ f: op.f, done: op })
  }
  return acts
}

function isAnswer(op: Op): boolean {
  return op.type !== 'invoke' && (isFaultReport(op.value) || op.error !== undefined)
}

/** A report as it stands in a history that may come from elsewhere: every part may be missing. */
function readReport({ value: raw }: Op): FaultReport | undefined {
  if (!isFaultReport(raw)) return undefined
  const value: Partial<FaultReport> = raw
  const { nodes, took } = value.applied ?? {}
  const detail = value.observed?.detail
  return {
    fault: String(value.fault),
    phase: value.phase === 'start' || value.phase === 'stop' ? value.phase : 'once',
    planned: value.planned ?? null,
    applied: {
      mechanism: String(value.applied?.mechanism ?? 'not recorded'),
      nodes: Array.isArray(nodes) ? nodes.map(String) : [],
      ...(typeof took === 'number' && { took }),
    },
    observed: {
      seen: value.observed?.seen === true,
      how: String(value.observed?.how ?? 'not recorded'),
      ...(detail !== undefined && { detail }),
    },
  }
}
