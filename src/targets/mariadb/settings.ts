import type { Claim, Setting } from '../target.ts'

const consistency: Claim = {
  kind: 'consistency',
  promise: 'repeatable-read',
  text: 'All consistent reads within the same transaction read the snapshot established by the first read.',
  source: 'MariaDB documentation, SET TRANSACTION, Isolation Levels, REPEATABLE READ (the default)',
}

const snapshots: Claim = {
  kind: 'consistency',
  promise: 'snapshot-isolation',
  text: 'With innodb_snapshot_isolation a transaction is refused to change a record that was changed after its snapshot (error 1020).',
  source: 'MariaDB documentation, InnoDB System Variables, innodb_snapshot_isolation (--snapshot-isolation on)',
}

const serializable: Claim = {
  kind: 'consistency',
  promise: 'serializable',
  text: 'Like REPEATABLE READ, but all plain SELECT statements become SELECT … LOCK IN SHARE MODE.',
  source: 'MariaDB documentation, SET TRANSACTION, Isolation Levels, SERIALIZABLE (--isolation serializable)',
}

const durable: Claim = {
  kind: 'durability',
  promise: 'acknowledged-writes-survive-crash',
  text: 'With 1 the log is written and flushed at each commit, and committed transactions are not lost in a crash; with 0 the last second of them can be.',
  source: 'MariaDB documentation, InnoDB System Variables, innodb_flush_log_at_trx_commit (--flush)',
}

const ofGalera: readonly Claim[] = [
  {
    kind: 'durability',
    promise: 'acknowledged-writes-survive-failover',
    text: 'No lost transactions: if one of the nodes crashes there is no data loss. innodb_flush_log_at_trx_commit=0 is a safer, recommended option with Galera Cluster, since inconsistencies can always be fixed by recovering from another node.',
    source:
      'MariaDB documentation, What is MariaDB Galera Cluster, Benefits; About Galera Replication; Configuring MariaDB Galera Cluster, Performance-related Options (--flush)',
  },
  {
    kind: 'consistency',
    promise: 'none',
    text: 'Every node is read and written; isolation is that of one node, and writes of rows that another node changed at the same time are refused when they commit. A read sees what was committed on other nodes before only if it waits for it: wsrep_sync_wait, 0 by default.',
    source:
      'MariaDB documentation, About Galera Replication; Galera Cluster System Variables, wsrep_sync_wait; Known Limitations (--wsrep-sync-wait)',
  },
]

export const settings: readonly Setting[] = [
  {
    name: 'galera',
    title: 'Galera',
    about: 'every node takes reads and writes; what commits on one is certified by all (wsrep)',
    multiPrimary: true,
    claims: [...ofGalera, consistency, snapshots, serializable],
  },
  {
    name: 'single',
    title: 'one server',
    about: 'one server without replication',
    mostNodes: 1,
    claims: [durable, consistency, snapshots, serializable],
  },
]
