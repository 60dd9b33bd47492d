import type { Options } from '../../op/option.ts'
import type { IsolationLevel } from '../mysql/isolation.ts'
import type { Claim } from '../target.ts'

const manual = 'MariaDB documentation'

/**
 * MariaDB documentation, SET TRANSACTION, Isolation Levels: at read committed "each consistent read, even within the same
 * transaction, sets and reads its own fresh snapshot"; at repeatable read, the default, "all consistent reads within the
 * same transaction read the snapshot established by the first read", while updates act on what is there now. That is no
 * snapshot isolation, and nowhere called so: the level of the standard is promised. With innodb_snapshot_isolation (on by
 * default since 11.6.2) a transaction that would change a row which was changed after its snapshot is rolled back, and
 * the word is used. Serializable turns plain reads into locking ones.
 */
export function levelsOf(options: Options): readonly IsolationLevel[] {
  const snapshots = options['snapshot-isolation'] === 'on'
  return [
    {
      name: 'repeatable-read',
      sql: 'repeatable read',
      model: snapshots ? 'snapshot-isolation' : 'repeatable-read',
    },
    { name: 'read-committed', sql: 'read committed', model: 'read-committed' },
    { name: 'serializable', sql: 'serializable', model: 'serializable' },
  ]
}

/** Of transactions on one server. */
export const isolationClaims: readonly Claim[] = [
  {
    kind: 'consistency',
    promise: 'repeatable-read',
    text: 'All consistent reads within the same transaction read the snapshot established by the first read.',
    source: `${manual}, SET TRANSACTION, Isolation Levels, REPEATABLE READ (the default)`,
    when: { isolation: 'repeatable-read', 'snapshot-isolation': 'off' },
  },
  {
    kind: 'consistency',
    promise: 'snapshot-isolation',
    text: 'With innodb_snapshot_isolation a transaction may not change a record that was changed after its snapshot (error 1020).',
    source: `${manual}, InnoDB System Variables, innodb_snapshot_isolation`,
    when: { isolation: 'repeatable-read', 'snapshot-isolation': 'on' },
  },
  {
    kind: 'consistency',
    promise: 'serializable',
    text: 'Like REPEATABLE READ, but all plain SELECT statements become SELECT … LOCK IN SHARE MODE.',
    source: `${manual}, SET TRANSACTION, Isolation Levels, SERIALIZABLE`,
    when: { isolation: 'serializable' },
  },
]
