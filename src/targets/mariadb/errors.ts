import { classifyBy, type ErrorTable } from '../mysql/errors.ts'

/**
 * What MariaDB says otherwise than MySQL, and Galera beside it. Sources: MariaDB documentation, MariaDB Error Codes; the
 * error table of Jepsen's Galera suite; sql/wsrep_mysqld.cc and sql/sql_parse.cc of MariaDB 10.11.
 */
export const ofMariadb: ErrorTable = {
  // innodb_snapshot_isolation: the row was changed after the transaction's snapshot; the transaction is rolled back.
  1020: { kind: 'record-changed', definite: true },
  // "WSREP has not yet prepared node for application use": no statement but SET and SHOW is looked at, COMMIT neither.
  1047: { kind: 'not-in-cluster', definite: true, fatal: true },
  1927: { kind: 'session-killed', definite: false, fatal: true },
  1969: { kind: 'statement-timeout', definite: true },
}

export const classify = classifyBy(ofMariadb)
