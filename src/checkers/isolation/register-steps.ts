import { PROCESS, RW, WR, WW } from './edges.ts'
import type { Step } from './findings.ts'
import { NO_VERSION, type RegisterVersions } from './register-versions.ts'
import { opOf, type Txns } from './txns.ts'
import type { VersionEdges } from './version-edges.ts'
import { versionReason, versionValue } from './version-order.ts'

/** Why rw-register has a dependency of this kind between two transactions: the first one that there is. */
export function registerStep(
  txns: Txns,
  versions: RegisterVersions,
  order: VersionEdges,
  isBefore: (before: number, after: number) => boolean,
  [a, b, kind]: readonly [number, number, number],
): Step {
  const from = opOf(txns, a).index
  const to = opOf(txns, b).index
  if (kind !== WW && kind !== WR && kind !== RW) return { kind: kind === PROCESS ? 'process' : 'realtime', from, to }
  const left = kind === RW ? versions.read : versions.written
  const right = kind === WR ? versions.read : versions.written
  for (const [x, y] of meetings(txns, a, b)) {
    const before = left[x]!
    const after = right[y]!
    if (before === NO_VERSION || after === NO_VERSION) continue
    const key = txns.keys.values[txns.key[x]!]!
    if (kind === WR && before === after) return { kind: 'wr', from, to, key, value: txns.value[x]! }
    if (kind === WR || !isBefore(before, after)) continue
    const because = versionReason(txns, order, before, after)
    const values = { before: versionValue(txns, versions, before), after: txns.value[y]! }
    return { kind: kind === WW ? 'ww' : 'rw', from, to, key, ...values, because }
  }
  throw new Error(`no ${kind} dependency from op ${from} to op ${to}`)
}

/** Pairs of micro-operations of two transactions on the same key. */
function* meetings(txns: Txns, a: number, b: number): Generator<readonly [number, number]> {
  for (let x = txns.firstMop[a]!; x < txns.firstMop[a + 1]!; x++)
    for (let y = txns.firstMop[b]!; y < txns.firstMop[b + 1]!; y++) if (txns.key[x] === txns.key[y]) yield [x, y]
}
