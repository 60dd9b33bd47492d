import { FAIL, opOf, type Paired } from '../isolation/txns.ts'
import { type RowHistory, type Rows, versionOf } from './rows.ts'
import type { Select } from './selects.ts'
import type { WrongRow } from './steps.ts'

/** What is wrong with a read by itself, whatever the order of transactions. */
export function wrongRows(txns: Paired, rows: Rows, select: Select): WrongRow[] {
  const { op: reader, mop, group, least, own } = select
  const seen = new Set<number>()
  const wrong = select.rows.flatMap(([id, value]): WrongRow[] => {
    const row = rows.groups.get(group)?.get(id)
    const version = versionOf(row, value)
    const type = seen.has(id) || value < least ? 'garbage-read' : wrongness(txns, row, select, id, value)
    seen.add(id)
    if (type === undefined) return []
    return [{ type, reader, mop, group, id, value, ...(version && { writer: opOf(txns, version.writer).index }) }]
  })
  const missed = [...own].filter(([id, value]) => value >= least && !seen.has(id))
  return [...wrong, ...missed.map(([id]): WrongRow => ({ type: 'internal', reader, mop, group, id }))]
}

function wrongness(
  txns: Paired,
  row: RowHistory | undefined,
  { reader, own }: Select,
  id: number,
  value: number,
): WrongRow['type'] | undefined {
  const version = versionOf(row, value)
  if (version === undefined) return 'garbage-read'
  if (own.has(id)) return own.get(id) === value ? undefined : 'internal'
  if (version.writer === reader) return 'future-read'
  if (txns.type[version.writer] === FAIL) return 'G1a'
  return version === row?.inserted && row.updated?.writer === version.writer ? 'G1b' : undefined
}
