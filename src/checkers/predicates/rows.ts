import { MurphyError } from '../../op/failure.ts'
import type { Op } from '../../op/op.ts'
import { INFO, OK, opOf, type Paired } from '../isolation/txns.ts'

export type Row = readonly [id: number, value: number]
export type RowMop =
  | readonly [f: 'insert' | 'update', group: number, id: number, value: number]
  | readonly [f: 'select', group: number, least: number, rows: readonly Row[] | null]

/** What a transaction made of a row. */
export interface Version {
  readonly group: number
  readonly id: number
  readonly value: number
  readonly f: 'insert' | 'update'
  /** The transaction that wrote it. */
  readonly writer: number
}

/** A row's versions, in Adya's order: unborn, what was inserted, what that was updated to. */
export interface RowHistory {
  readonly inserted?: Version
  readonly updated?: Version
}

export interface Rows {
  readonly groups: ReadonlyMap<number, ReadonlyMap<number, RowHistory>>
  /** Whether a transaction committed for all that is known: an indeterminate one did if somebody saw what it wrote. */
  committed(txn: number): boolean
}

export function mopsOf(op: Op): readonly RowMop[] {
  return Array.isArray(op.value) ? (op.value as unknown as readonly RowMop[]) : []
}

/**
 * Every row that was written, by group and id. Throws MurphyError `usage` where a row is inserted or updated more than
 * once: then nothing would tell the order of its versions.
 */
export function rowsOf(txns: Paired): Rows {
  const groups = new Map<number, Map<number, RowHistory>>()
  for (let t = 0; t < txns.count; t++)
    for (const mop of mopsOf(opOf(txns, t))) {
      const [f, group, id, value] = mop
      if (f === 'select') continue
      const rows = groups.get(group) ?? new Map<number, RowHistory>()
      groups.set(group, rows)
      const which = f === 'insert' ? 'inserted' : 'updated'
      if (rows.get(id)?.[which] !== undefined) throw twice(mop, opOf(txns, t))
      rows.set(id, { ...rows.get(id), [which]: { group, id, value, f, writer: t } })
    }
  const proven = seenWriters(txns, groups)
  return { groups, committed: (t) => txns.type[t] === OK || proven.has(t) }
}

/** The indeterminate transactions of which an ok one saw a row. */
function seenWriters(txns: Paired, groups: Rows['groups']): Set<number> {
  const seen = new Set<number>()
  for (let t = 0; t < txns.count; t++) {
    if (txns.type[t] !== OK) continue
    for (const mop of mopsOf(opOf(txns, t)))
      for (const row of mop[0] === 'select' ? (mop[3] ?? []) : []) {
        const writer = versionOf(groups.get(mop[1])?.get(row[0]), row[1])?.writer
        if (writer !== undefined && writer !== t && txns.type[writer] === INFO) seen.add(writer)
      }
  }
  return seen
}

/** The version of a row that holds a value; the later one if both do. */
export function versionOf(row: RowHistory | undefined, value: number): Version | undefined {
  return [row?.updated, row?.inserted].find((version) => version?.value === value)
}

function twice([f, group, id]: RowMop, { index }: Op): MurphyError {
  return new MurphyError('usage', `Op ${index} is the second to ${f} row ${String(id)} of group ${group}.`, {
    hint: 'A row may be inserted once and updated once: only then is the order of its versions known.',
  })
}
