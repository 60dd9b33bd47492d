import type { IsolationOptions } from './options.ts'
import { NO_VERSION, type RegisterVersions } from './register-versions.ts'
import { FAIL, OK, type Txns } from './txns.ts'
import { LINEARIZABLE, SEQUENTIAL, VersionEdges, WFR } from './version-edges.ts'

/** The sources of a version order that the options ask for, each with what it says, the surest first. */
export function versionSources(txns: Txns, versions: RegisterVersions, options: IsolationOptions): VersionEdges[] {
  const ends = touches(txns, versions, options.infoWrites !== 'ignored')
  return [
    ...(options.wfrKeys ? [writesFollowReads(txns, versions)] : []),
    ...(options.sequentialKeys ? [sequential(txns, ends)] : []),
    ...(options.linearizableKeys ? [linearizable(txns, ends)] : []),
  ]
}

/** A transaction's dealings with one key: the version that it met first, and the one that it left. */
interface Touch {
  readonly key: number
  met: number
  left: number
}

/**
 * By transaction, the keys that it touched. `exact`: what it met first is its external read, whatever that saw; Elle
 * takes the write of a transaction that read nil and then wrote.
 */
function touches(txns: Txns, { read, written }: RegisterVersions, exact: boolean): (t: number) => Touch[] {
  return (t) => {
    const all: Touch[] = []
    for (let mop = txns.firstMop[t]!; mop < txns.firstMop[t + 1]!; mop++) {
      const version = txns.isWrite[mop] === 1 ? written[mop]! : read[mop]!
      if (version === NO_VERSION) continue
      const key = txns.key[mop]!
      const touch = all.find((each) => each.key === key)
      if (!touch) all.push({ key, met: version, left: version })
      else {
        touch.left = version
        if (!exact && touch.met === key) touch.met = version
      }
    }
    return all
  }
}

function writesFollowReads(txns: Txns, { read, written }: RegisterVersions): VersionEdges {
  const edges = new VersionEdges()
  for (let mop = 0; mop < txns.key.length; mop++) {
    const before = read[mop]!
    if (before < txns.keys.values.length) continue // nil comes first anyway
    const t = txns.txnOf[mop]!
    for (let each = mop + 1; each < txns.firstMop[t + 1]!; each++)
      if (txns.key[each] === txns.key[mop] && written[each] !== NO_VERSION) edges.add(before, written[each]!, t, t, WFR)
  }
  return edges
}

/** Each process meets the versions of a key in their order. */
function sequential(txns: Txns, touched: (t: number) => Touch[]): VersionEdges {
  const edges = new VersionEdges()
  const last = new Map<number, Map<number, { t: number; left: number }>>()
  for (let t = 0; t < txns.count; t++) {
    if (txns.type[t] !== OK) continue
    const process = txns.ops[txns.invoke[t]!]!.process as number
    const own = last.get(process) ?? new Map<number, { t: number; left: number }>()
    last.set(process, own)
    for (const { key, met, left } of touched(t)) {
      const before = own.get(key)
      if (before) edges.add(before.left, met, before.t, t, SEQUENTIAL)
      own.set(key, { t, left })
    }
  }
  return edges
}

/** The transactions of a key that do not overlap meet its versions in their order; reduced as in `realtimeEdges`. */
function linearizable(txns: Txns, touched: (t: number) => Touch[]): VersionEdges {
  const edges = new VersionEdges()
  const buffers = txns.keys.values.map((): { t: number; left: number }[] => [])
  const ends: number[] = []
  for (let t = 0; t < txns.count; t++) if (txns.type[t] === OK) ends.push(t)
  ends.sort((a, b) => txns.complete[a]! - txns.complete[b]!)
  let ended = 0
  for (let t = 0; t < txns.count; t++) {
    for (; ended < ends.length && txns.complete[ends[ended]!]! < txns.invoke[t]!; ended++) {
      const each = ends[ended]!
      for (const { key, left } of touched(each)) {
        const open = buffers[key]!.filter((before) => txns.complete[before.t]! >= txns.invoke[each]!)
        open.push({ t: each, left })
        buffers[key] = open
      }
    }
    if (txns.type[t] === FAIL) continue
    for (const { key, met } of touched(t))
      for (const before of buffers[key]!) edges.add(before.left, met, before.t, t, LINEARIZABLE)
  }
  return edges
}
