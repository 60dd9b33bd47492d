import type { Op } from '../../op/op.ts'
import { undecided } from './anomalies.ts'
import { Collector } from './collector.ts'
import { ints } from './columns.ts'
import { components, cyclic } from './components.ts'
import { type CycleBudget, findCycles } from './cycles.ts'
import { EdgeList, PROCESS, REALTIME } from './edges.ts'
import { explain, opsOf } from './explain.ts'
import { facts, keysOf } from './facts.ts'
import type { Finding } from './findings.ts'
import type { Inference } from './inference.ts'
import { listAppend } from './list-append.ts'
import { forbiddenBy, ruledOut } from './models.ts'
import type { IsolationOptions } from './options.ts'
import type { IsolationResult } from './result.ts'
import { rwRegister } from './rw-register.ts'
import { subgraph } from './subgraph.ts'
import { processEdges, realtimeMoments } from './time-order.ts'
import { OK, readTxns, type Txns } from './txns.ts'
import { holds } from './verify.ts'

const defaults: CycleBudget = { existence: 50_000_000, shortening: 2_000_000 }

/** Judges a history of transactions. Throws MurphyError `usage` for a history that does not fit the workload. */
export function checkIsolation(history: readonly Op[], options: IsolationOptions): IsolationResult {
  const expected = typeof options.expect === 'string' ? [options.expect] : (options.expect ?? ['strict-serializable'])
  const forbidden = forbiddenBy(expected, options.anomalies)
  const txns = readTxns(history, options.workload)
  const found = new Collector(options.limit ?? 8)
  const edges = new EdgeList(txns.count)
  const inference =
    options.workload === 'list-append'
      ? listAppend(txns, options, found, edges)
      : rwRegister(txns, options, found, edges)
  const graph = cycles(txns, timeOrder(forbidden), edges, inference, { ...defaults, ...options.budget }, found)
  const known = facts(history, options.workload, keysOf(history, found.kept))
  const unverified = found.kept.filter((finding) => !undecided.includes(finding.type) && !holds(known, finding))
  const judged = judge(found, forbidden, unverified)
  const anomalies = judged.findings.map((each) => ({ type: each.type, ops: opsOf(each), text: explain(known, each) }))
  return { ...judged, anomalies, checked: { ...checked(txns), ...graph } }
}

/** Time is looked at only where a forbidden anomaly has it. */
function timeOrder(forbidden: ReadonlySet<string>): number {
  const all = [...forbidden]
  if (all.some((type) => type.endsWith('-realtime'))) return REALTIME
  return all.some((type) => type.endsWith('-process')) ? PROCESS : 0
}

function cycles(
  txns: Txns,
  order: number,
  edges: EdgeList,
  inference: Inference,
  budget: CycleBudget,
  found: Collector,
): Record<string, number> {
  if (order === REALTIME) realtimeMoments(txns, edges)
  else if (order === PROCESS) processEdges(txns, edges)
  const dependencies = edges.length
  if (dependencies === 0) found.add('empty-transaction-graph', () => ({ type: 'empty-transaction-graph', cycle: [] }))
  const graph = edges.toGraph()
  const place = ints(graph.nodes, -1)
  let tangled = 0
  for (const part of cyclic(components(graph))) {
    const members = part.filter((node) => node < txns.count)
    if (members.length < 2) continue
    tangled++
    const local = subgraph(txns, graph, part, order === REALTIME, place)
    const { cycles, undecided } = findCycles(local, order, budget)
    for (const { type, nodes, kinds } of cycles)
      found.add(type, () => ({
        type,
        cycle: nodes.map((node, i) =>
          inference.step(members[node]!, members[nodes[(i + 1) % nodes.length]!]!, kinds[i]!),
        ),
      }))
    // There is a cycle for sure: not to find one is to have looked at too little.
    if (undecided.length > 0 || cycles.length === 0)
      found.add('cycle-search-budget', () => ({ type: 'cycle-search-budget', cycle: [] }))
  }
  return { dependencies, components: tangled }
}

function judge(
  found: Collector,
  forbidden: ReadonlySet<string>,
  unverified: readonly Finding[],
): Omit<IsolationResult, 'checked' | 'anomalies'> {
  const types = [...found.counts.keys()].sort()
  const bad = types.filter((type) => forbidden.has(type))
  const open = types.filter((type) => undecided.includes(type))
  const anomalyTypes = types.filter((type) => bad.includes(type) || open.includes(type))
  const { not, alsoNot, possible } = ruledOut(types)
  return {
    verdict: unverified.length > 0 ? 'broken' : bad.length > 0 ? 'invalid' : open.length > 0 ? 'unknown' : 'valid',
    anomalyTypes,
    allowedTypes: types.filter((type) => !anomalyTypes.includes(type)),
    counts: Object.fromEntries(found.counts),
    findings: found.kept.filter((finding) => !undecided.includes(finding.type) && !unverified.includes(finding)),
    unverified,
    not: anomalyTypes.length > 0 ? not : [],
    alsoNot: anomalyTypes.length > 0 ? alsoNot : [],
    possible,
  }
}

function checked(txns: Txns): Record<string, number> {
  let ok = 0
  for (const type of txns.type) if (type === OK) ok++
  return { transactions: txns.count, committed: ok, microOperations: txns.key.length, keys: txns.keys.values.length }
}
