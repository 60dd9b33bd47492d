/** An isolation level, with the model of the lattice that its documentation describes. */
export interface IsolationLevel {
  readonly name: string
  readonly sql: string
  readonly model: string
}

/**
 * MySQL 9.4 manual, 17.7.2.1: InnoDB "offers all four transaction isolation levels described by the SQL:1992 standard".
 * At read committed "each consistent read, even within the same transaction, sets and reads its own fresh snapshot"; at
 * repeatable read, the default, such reads "read the snapshot established by the first read" while updates act on what is
 * there now. That is no snapshot isolation, and nowhere called so; the standard's level of that name is what is promised,
 * and broken (Jepsen: MySQL 8.0.34). Serializable turns plain reads within transactions into locking ones.
 */
export const isolationLevels: readonly IsolationLevel[] = [
  { name: 'repeatable-read', sql: 'repeatable read', model: 'repeatable-read' },
  { name: 'read-committed', sql: 'read committed', model: 'read-committed' },
  { name: 'serializable', sql: 'serializable', model: 'serializable' },
]
