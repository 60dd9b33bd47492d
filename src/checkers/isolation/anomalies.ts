/** The names of the anomalies, what each one is, and which implies which. */

/** Kinds of cycle, worst first; each also exists with the suffix `-process` and `-realtime`. */
export const cycleKinds = [
  'G0',
  'G1c',
  'G-single-item',
  'G-single',
  'G-nonadjacent-item',
  'G-nonadjacent',
  'G2-item',
  'G2',
] as const

/**
 * `a: [b, …]`: where a is found, b is the case as well (Adya 1999, Bailis 2013; *incompatible-order*, *dirty-update*
 * and *future-read* after Elle). Elle's table, without its `GSIb`, which meets nothing that any model forbids.
 */
export const implied: Readonly<Record<string, readonly string[]>> = {
  G0: ['G1c', 'G0-process'],
  'G0-process': ['G1c-process', 'G0-realtime'],
  'G0-realtime': ['G1c-realtime'],
  G1a: ['G1'],
  G1b: ['G1'],
  G1c: ['G1', 'G1c-process'],
  'G1c-process': ['G1c-realtime', 'G1-process'],
  'G1c-realtime': ['G1-realtime'],
  G1: ['G1-process'],
  'G1-process': ['G1-realtime'],
  'G-single-item': ['G-single', 'G-single-item-process', 'G-nonadjacent-item'],
  'G-single-item-process': ['G-single-process', 'G-single-item-realtime', 'G-nonadjacent-item-process'],
  'G-single-item-realtime': ['G-single-realtime', 'G-nonadjacent-item-realtime'],
  'G-single': ['G-nonadjacent', 'G-single-process'],
  'G-single-process': ['G-nonadjacent-process', 'G-single-realtime'],
  'G-single-realtime': ['G-nonadjacent-realtime'],
  'G-nonadjacent-item': ['G-nonadjacent', 'G2-item', 'G-nonadjacent-item-process'],
  'G-nonadjacent-item-process': ['G-nonadjacent-process', 'G2-item-process', 'G-nonadjacent-item-realtime'],
  'G-nonadjacent-item-realtime': ['G2-item-realtime', 'G-nonadjacent-realtime'],
  'G-nonadjacent': ['G2', 'G-nonadjacent-process'],
  'G-nonadjacent-process': ['G2-process', 'G-nonadjacent-realtime'],
  'G-nonadjacent-realtime': ['G2-realtime'],
  'G2-item': ['G2', 'G2-item-process'],
  'G2-item-process': ['G2-process', 'G2-item-realtime'],
  'G2-item-realtime': ['G2-realtime'],
  G2: ['G2-process'],
  'G2-process': ['G2-realtime'],
  'incompatible-order': ['G1a'],
  'future-read': ['G1c'],
  'dirty-update': ['G1a'],
  'garbage-read': ['G1a'],
  'lost-update': ['write-skew', 'G2-item'],
  'write-skew': ['G2'],
}

/** Not violations: the check could not come to an end, or there was nothing to check. */
export const undecided: readonly string[] = ['empty-transaction-graph', 'cycle-search-budget']

/** One line each, for tables and for people who meet the name for the first time. */
export const about: Readonly<Record<string, string>> = {
  G0: 'a cycle of overwrites: two transactions’ writes are interleaved (dirty write)',
  G1a: 'a read of a value whose transaction was rolled back (aborted read)',
  G1b: 'a read of a value that its own transaction overwrote before committing (intermediate read)',
  G1c: 'transactions that each read or overwrite what the other wrote (circular information flow)',
  'G-single-item': 'a transaction that saw one part of another’s effects and missed another (read skew)',
  'G-nonadjacent-item': 'transactions that disagree on which of two others came first (long fork)',
  'G2-item': 'transactions that each missed the other’s write (write skew)',
  'G-single': 'a transaction that found one part of another’s effects by a predicate and missed another (phantom)',
  'G-nonadjacent': 'transactions whose predicates disagree on which of two others came first',
  G2: 'transactions whose predicates each missed the other’s write (write skew, phantom)',
  internal: 'a transaction that contradicts its own earlier read or write',
  'future-read': 'a transaction that read what it only wrote later',
  'dirty-update': 'a committed write built upon one that was rolled back',
  'lost-update': 'transactions that read the same version, and all overwrote it',
  'duplicate-elements': 'a read that holds one append more than once',
  'incompatible-order': 'reads of one list that no single order of appends explains',
  'cyclic-versions': 'versions of one key that would each have to come before the other',
  'garbage-read': 'a read of a value that nobody wrote',
  'empty-transaction-graph': 'no transaction depends on any other: nothing was checked',
  'cycle-search-budget': 'the budget ended before every kind of cycle was looked for',
}
