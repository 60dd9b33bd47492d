/** What each consistency model promises, in a line; by the names that are printed. Sources: see lattice.ts. */
const meanings: Readonly<Record<string, string>> = {
  'read-uncommitted': 'writes of two transactions are never mixed',
  'read-committed': 'nobody sees what was not committed',
  'cursor-stability': 'read committed, and no update of a row under a cursor is lost',
  'monotonic-view': 'who saw some of a transaction’s effects sees all of them from then on',
  'monotonic-snapshot-read': 'each statement sees a snapshot, and later ones no older state',
  'consistent-view': 'all reads of a transaction fit one consistent state',
  'forward-consistent-view': 'all reads fit one consistent state, no older than the transaction’s beginning',
  'update-serializable': 'transactions that write are serializable; readers may disagree on their order',
  'monotonic-atomic-view': 'who saw some of a transaction’s effects sees all of them from then on',
  'read-atomic': 'a transaction is seen whole or not at all',
  'update-atomic': 'seen whole or not at all, and no update is lost',
  'causal-cerone': 'seen whole, and never without what it depends on',
  prefix: 'all see a beginning of one common order of transactions',
  'parallel-snapshot-isolation': 'snapshots that respect causes, though their order may differ between readers',
  'repeatable-read': 'items that were read do not change until the end (locks on rows, not on predicates)',
  'snapshot-isolation': 'each transaction reads one snapshot, and of two that write one row one is refused',
  'view-serializable': 'every read returns what some serial order would return',
  serializable: 'as if the transactions had run one after the other, in some order',
  'strong-session-read-uncommitted': 'read uncommitted, and writes keep each client’s own order',
  'strong-session-read-committed': 'read committed, and no circle of effects runs against a client’s own order',
  'strong-session-snapshot-isolation': 'snapshot isolation, and each client sees its own earlier transactions',
  'strong-session-serializable': 'serializable, in an order that keeps each client’s own',
  'strong-read-uncommitted': 'read uncommitted, and writes keep the order of real time',
  'strong-read-committed': 'read committed, and no circle of effects runs against real time',
  'strong-snapshot-isolation': 'snapshot isolation, and each snapshot holds all that was confirmed before',
  '1SR': 'the copies together behave like one serializable database',
  'session-serializable': 'one-copy serializable, in an order that keeps each session’s own',
  'strong-serializable': 'as if one after the other, in the order of real time (strict serializability)',
  linearizable: 'each object by itself is always up to date',
  sequential: 'one order for all, which keeps each client’s own',
  causal: 'effects are never seen without their causes',
  'writes-follow-reads': 'who writes after a read writes after what was read',
  PRAM: 'each client’s writes are seen in its order',
  'monotonic-reads': 'a client never goes back to an older state',
  'monotonic-writes': 'a client’s writes are seen in its order',
  'read-your-writes': 'a client sees its own writes',
}

/** What a model promises; empty for one that this table does not know. */
export function modelMeaning(name: string): string {
  const known = name === 'strict-serializable' ? 'strong-serializable' : name
  return Object.hasOwn(meanings, known) ? (meanings[known] ?? '') : ''
}
