import type { Collector } from './collector.ts'
import type { EdgeList, Graph } from './edges.ts'
import type { Inference } from './inference.ts'
import { internalAnomalies } from './internal.ts'
import { lostUpdates } from './lost-updates.ts'
import type { IsolationOptions } from './options.ts'
import { registerAnomalies } from './register-anomalies.ts'
import { registerEdges } from './register-edges.ts'
import { registerStep } from './register-steps.ts'
import { registerVersions } from './register-versions.ts'
import type { Txns } from './txns.ts'
import { versionOrder, withInitial } from './version-order.ts'
import { versionSources } from './version-sources.ts'
import { Writes } from './writes.ts'

/** Everything that rw-register says about its transactions but for cycles: anomalies, edges, and why an edge is there. */
export function rwRegister(txns: Txns, options: IsolationOptions, found: Collector, edges: EdgeList): Inference {
  const writes = new Writes(txns)
  registerAnomalies(txns, writes, found)
  internalAnomalies(txns, found)
  const versions = registerVersions(txns, writes, options.infoWrites !== 'ignored')
  lostUpdates(txns, versions.versionOf, versions.count, found)
  const order = versionOrder(txns, versions, versionSources(txns, versions, options), found)
  registerEdges(txns, versions, order, edges)
  let graph: Graph | undefined
  const isBefore = (before: number, after: number) => {
    graph ??= withInitial(txns, versions, order)
    return graph.target.subarray(graph.first[before], graph.first[before + 1]).includes(after)
  }
  return { step: (a, b, kind) => registerStep(txns, versions, order, isBefore, [a, b, kind]) }
}
