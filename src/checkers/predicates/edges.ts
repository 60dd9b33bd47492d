import { opOf, type Paired } from '../isolation/txns.ts'
import type { RowHistory, Rows, Version } from './rows.ts'
import type { Select } from './selects.ts'
import type { Step } from './steps.ts'

/** A dependency between two transactions by their numbers, with what shows it. */
export interface Edge {
  readonly from: number
  readonly to: number
  readonly step: Step
}

/** An update comes after the insert of its row. */
export function writeEdges(txns: Paired, rows: Rows): Edge[] {
  return [...rows.groups.values()].flatMap((group) =>
    [...group.values()].flatMap((row) => {
      const [before, after] = versions(row, rows)
      if (before === undefined || after === undefined) return []
      const { group: g, id, value } = before
      const step = { kind: 'ww', group: g, id, before: value, after: after.value } as const
      return [edge(txns, before.writer, after.writer, step)]
    }),
  )
}

export interface ReadEdges {
  readonly edges: readonly Edge[]
  /** Rows that the predicate did not match, where nothing tells whether they were seen before or after they did. */
  readonly ambiguous: number
}

/**
 * What a select tells: of each row of its group, which version it saw. Of those returned by their values; of the
 * others because a version that matches is out of the question. Where that leaves versions both before and after a
 * matching one, nothing is inferred. (The closed universe of elle.closed-predicate.)
 */
export function readEdges(
  txns: Paired,
  rows: Rows,
  { reader, mop, group, least, rows: returned, own }: Select,
): ReadEdges {
  const values = new Map(returned)
  const edges: Edge[] = []
  let ambiguous = 0
  for (const [id, row] of rows.groups.get(group) ?? []) {
    if (own.has(id)) continue
    const chain = versions(row, rows)
    const value = values.get(id)
    const at = { group, id, mop }
    if (value === undefined) {
      const next = firstMatch(chain, least)
      if (next === 'ambiguous') ambiguous++
      else if (next) {
        const step = { kind: 'rw', of: 'predicate', ...at, least, after: next.value } as const
        edges.push(edge(txns, reader, next.writer, step))
      }
      continue
    }
    const seen = chain.findIndex((version) => version.value === value)
    const [version, next] = seen < 0 ? [] : chain.slice(seen)
    if (version) edges.push(edge(txns, version.writer, reader, { kind: 'wr', ...at, value }))
    if (next) {
      const step = { kind: 'rw', of: 'item', ...at, before: value, after: next.value } as const
      edges.push(edge(txns, reader, next.writer, step))
    }
  }
  return { edges: edges.filter(({ from, to }) => from !== to), ambiguous }
}

type What<S = Step> = S extends Step ? Omit<S, 'from' | 'to'> : never

function edge(txns: Paired, from: number, to: number, what: What): Edge {
  return { from, to, step: { from: opOf(txns, from).index, to: opOf(txns, to).index, ...what } as Step }
}

/** The versions that others could see, in order: of one transaction the last, and only if it committed. */
function versions({ inserted, updated }: RowHistory, { committed }: Rows): Version[] {
  const own = inserted?.writer === updated?.writer ? [updated] : [inserted, updated]
  return own.flatMap((version) => (version !== undefined && committed(version.writer) ? [version] : []))
}

/** The first version that a predicate matches, if what it did not match must have been there before. */
function firstMatch(chain: readonly Version[], least: number): Version | 'ambiguous' | undefined {
  const [first, ...later] = chain.slice(chain.findIndex(({ value }) => value >= least))
  if (first === undefined || first.value < least) return undefined
  return later.every(({ value }) => value >= least) ? first : 'ambiguous'
}
