/** An isolation level, with the model of the lattice that its documentation describes. */
export interface IsolationLevel {
  readonly name: string
  readonly sql: string
  readonly model: string
  /** The same where `innodb_snapshot_isolation` is on. */
  readonly withSnapshots: string
}

/**
 * MariaDB documentation, SET TRANSACTION, Isolation Levels: at read committed "each consistent read, even within the same
 * transaction, sets and reads its own fresh snapshot"; at repeatable read, the default, "all consistent reads within the
 * same transaction read the snapshot established by the first read", while updates act on what is there now. That is no
 * snapshot isolation, and nowhere called so: the level of the standard is promised. With innodb_snapshot_isolation (the
 * default since 11.6.2; InnoDB System Variables) a transaction that would change a row that was changed after its snapshot
 * is rolled back (error 1020), and the word is used. Serializable turns plain reads into locking ones.
 */
export const isolationLevels: readonly IsolationLevel[] = [
  { name: 'repeatable-read', sql: 'repeatable read', model: 'repeatable-read', withSnapshots: 'snapshot-isolation' },
  { name: 'read-committed', sql: 'read committed', model: 'read-committed', withSnapshots: 'read-committed' },
  { name: 'serializable', sql: 'serializable', model: 'serializable', withSnapshots: 'serializable' },
]
