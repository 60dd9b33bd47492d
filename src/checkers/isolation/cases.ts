import type { Json, Op } from '../../op/op.ts'
import { aboutType, explain, opsOf, prove } from './explain.ts'
import { facts, keysOf } from './facts.ts'
import type { Finding } from './findings.ts'
import { interleaving } from './interleave.ts'
import { byGravity } from './meanings.ts'
import type { IsolationOptions } from './options.ts'
import type { IsolationResult } from './result.ts'
import { pairs, shrink } from './shrink.ts'
import { diagram } from './to-diagram.ts'

/** One anomaly of each type, as it was found and shrunk, for results.json: the forbidden ones first, gravest first. */
export function cases(history: readonly Op[], asked: IsolationOptions, result: IsolationResult): Json[] {
  const types = [...result.anomalyTypes.toSorted(byGravity), ...result.allowedTypes.toSorted(byGravity)]
  return types.flatMap((type): Json[] => {
    const at = result.findings.findIndex((finding) => finding.type === type)
    const finding = result.findings[at]
    const anomaly = result.anomalies[at]
    if (!finding || !anomaly) return []
    const head = {
      type,
      about: aboutType(type),
      count: result.counts[type] ?? 1,
      allowed: result.allowedTypes.includes(type),
    }
    return [
      json({ ...head, ops: anomaly.ops, ...told(history, asked, finding), shrunk: small(history, asked, finding) }),
    ]
  })
}

/** A shortest cycle of more transactions than this is no smaller case for anybody. */
const most = 64

function small(history: readonly Op[], asked: IsolationOptions, finding: Finding) {
  if (opsOf(finding).length > most) return null
  const shrunk = shrink(history, finding, asked)
  if (shrunk === undefined) return null
  const { ops } = shrunk
  return {
    transactions: pairs(ops).length,
    ops: ops.map(({ index }) => index),
    ...told(ops, asked, shrunk.finding),
    history: ops,
    sql: interleaving(ops, asked, finding.type),
  }
}

/** A finding in words and as a picture. */
function told(ops: readonly Op[], { workload }: IsolationOptions, finding: Finding) {
  const known = facts(ops, workload, keysOf(ops, [finding]))
  const { named, steps } = prove(known, finding)
  return { text: explain(known, finding), named, steps, diagram: diagram(known, finding) }
}

/** What is plain data already, as JSON knows it: without what is undefined. */
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
