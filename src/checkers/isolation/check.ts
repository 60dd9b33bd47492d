import type { Op } from '../../op/op.ts'
import type { Verdict } from '../../op/verdict.ts'
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
import { rwRegister } from './rw-register.ts'
import { subgraph } from './subgraph.ts'
import { processEdges, realtimeMoments } from './time-order.ts'
import { OK, readTxns, type Txns, type Workload } from './txns.ts'
import { holds } from './verify.ts'

export interface IsolationOptions {
  readonly workload: Workload
  /** The models that the database promises, by any name of the lattice. Default: strict-serializable. */
  readonly expect?: string | readonly string[]
  /** Anomalies that must not be there beside what the models forbid. */
  readonly anomalies?: readonly string[]
  /** rw-register: each key by itself is sequentially consistent, so a process' order gives versions an order. */
  readonly sequentialKeys?: boolean
  /** rw-register: each key by itself is linearizable, so real time gives versions an order. */
  readonly linearizableKeys?: boolean
  /** rw-register: a transaction that reads a key and then writes it wrote the later version. */
  readonly wfrKeys?: boolean
  /**
   * rw-register: `evidence` (default): a read of an indeterminate write proves that it committed; `ignored`: Elle's
   * way, indeterminate writes have no dependencies.
   */
  readonly infoWrites?: 'evidence' | 'ignored'
  /** Work, in edges looked at; not time. */
  readonly budget?: Partial<CycleBudget>
  /** The most findings of each type that are returned; all are counted. Default 8. */
  readonly limit?: number
}

export interface IsolationResult {
  readonly verdict: Verdict
  /** The types found that the expected models forbid, sorted. */
  readonly anomalyTypes: readonly string[]
  /** Types found that the expected models allow. */
  readonly allowedTypes: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  /** The first few of each type, each confirmed by the verifier from the raw ops. */
  readonly findings: readonly Finding[]
  /** The same, in words. */
  readonly anomalies: readonly Anomaly[]
  /** Found, but not confirmed: a defect of the checker; the verdict is then `broken`. */
  readonly unverified: readonly Finding[]
  /** The weakest models ruled out, and the stronger ones (Elle's names); empty if nothing forbidden was found. */
  readonly not: readonly string[]
  readonly alsoNot: readonly string[]
  /** The strongest models that everything found, allowed or not, leaves possible. */
  readonly possible: readonly string[]
  readonly checked: Readonly<Record<string, number>>
}

/** A finding for people. `shrink` makes a smaller case of it. */
export interface Anomaly {
  readonly type: string
  /** History indices of the ops that it is about; of a cycle in its order. */
  readonly ops: readonly number[]
  /** Let … Then … */
  readonly text: string
}

const defaults: CycleBudget = { existence: 50_000_000, shortening: 2_000_000 }

/** Judges a history of transactions. Throws MurphyError `usage` for a history that does not fit the workload. */
export function checkIsolation(history: readonly Op[], options: IsolationOptions): IsolationResult {
  const expected = typeof options.expect === 'string' ? [options.expect] : (options.expect ?? ['strict-serializable'])
  const forbidden = forbiddenBy(expected, options.anomalies)
  const txns = readTxns(history, options.workload)
  const found = new Collector(options.limit ?? 8)
  const edges = new EdgeList(txns.count)
  const inference =
    options.workload === 'list-append' ? listAppend(txns, found, edges) : rwRegister(txns, options, found, edges)
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
