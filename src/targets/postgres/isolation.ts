import type { Deployment } from '../target.ts'

/** An isolation level, with the model of the lattice that its documentation describes. */
export interface IsolationLevel {
  readonly name: string
  readonly sql: string
  readonly model: string
}

/**
 * PostgreSQL 18 documentation, 13.2: a statement at read committed "sees only data committed before the query began";
 * repeatable read "is implemented using a technique known in academic database literature and in some other database
 * products as Snapshot Isolation"; serializable "guarantees that any set of concurrent transactions will have the same
 * effect as if run one at a time in some order" (some: not necessarily that of real time).
 */
export const isolationLevels: readonly IsolationLevel[] = [
  { name: 'read-committed', sql: 'read committed', model: 'read-committed' },
  { name: 'repeatable-read', sql: 'repeatable read', model: 'snapshot-isolation' },
  { name: 'serializable', sql: 'serializable', model: 'serializable' },
]

/**
 * The level, in SQL, at which a transaction that begins now on a node runs. On a standby serializable is refused (with
 * 0A000): "The strictest isolation level currently supported in hot standby mode is Repeatable Read" (PostgreSQL 18
 * documentation, 13.6 Caveats). So that is what runs there, and the first time on each node it is recorded.
 */
export function levels(
  { sql }: IsolationLevel,
  leads: (node: string) => boolean,
  record: Deployment['record'],
): (node: string) => string {
  const told = new Set<string>()
  return (node) => {
    if (sql !== 'serializable' || leads(node)) return sql
    const lower = 'repeatable read'
    if (!told.has(node)) record('standby-isolation', { node, asked: sql, runsAt: lower })
    told.add(node)
    return lower
  }
}
