/**
 * The lattice of consistency models, as data: each model with the names it goes by, the models that it implies, and
 * the anomalies that it forbids *beyond* those that its weaker models already forbid. Elle's relations and names are
 * kept (they are what people compare with), each with where it is said:
 *
 * Adya: Weak Consistency (1999), and Adya, Liskov & O'Neil, Generalized Isolation Level Definitions (2000) ·
 * Bailis: Highly Available Transactions (2013) · Cerone: A Framework for Transactional Consistency Models with Atomic
 * Visibility (2015), and Analysing Snapshot Isolation (2016) · Daudjee: Lazy Database Replication with Ordering
 * Guarantees (2004), … with Snapshot Isolation (2006) · Liu: ROLA (2018) · Zuikeviciute: Correctness Criteria for
 * Database Replication (2005) · Bernstein: Concurrency Control and Recovery (1987) · Elle: Kingsbury & Alvaro (2020).
 */
export interface Model {
  /** Adya's short name where there is one: how Elle keys its tables. */
  readonly id: string
  /** What Elle prints, and what we print. */
  readonly name: string
  readonly aliases?: readonly string[]
  /** Ids or names of the models that hold wherever this one holds: [model, source]. */
  readonly implies?: readonly (readonly [string, string])[]
  /** Anomalies that this one forbids: [anomaly, source]. */
  readonly forbids?: readonly (readonly [string, string])[]
}

const own = 'Elle: no citation, an obvious generalisation'

export const models: readonly Model[] = [
  {
    id: 'PL-1',
    name: 'read-uncommitted',
    forbids: [
      ['G0', 'Adya'],
      ['duplicate-elements', 'Elle: no history of Adya’s has them'],
      ['cyclic-versions', 'Adya: version orders are total'],
      ['garbage-read', 'Adya: a read observes a version that a transaction wrote'],
    ],
  },
  { id: 'PL-2', name: 'read-committed', implies: [['PL-1', 'Adya']], forbids: [['G1', 'Adya']] },
  {
    id: 'PL-CS',
    name: 'cursor-stability',
    implies: [['PL-2', 'Adya, Bailis']],
    forbids: [
      ['G1', 'Adya'],
      ['G-cursor', 'Adya'],
      ['lost-update', 'Adya, Bailis'],
    ],
  },
  {
    id: 'PL-2L',
    name: 'monotonic-view',
    implies: [['PL-2', 'Adya']],
    forbids: [
      ['G1', 'Adya'],
      ['G-monotonic', 'Adya'],
    ],
  },
  {
    id: 'PL-MSR',
    name: 'monotonic-snapshot-read',
    implies: [['PL-2', 'Adya']],
    forbids: [
      ['G1', 'Adya'],
      ['G-MSR', 'Adya'],
    ],
  },
  {
    id: 'PL-2+',
    name: 'consistent-view',
    implies: [
      ['PL-CS', 'Adya'],
      ['PL-2L', 'Adya'],
    ],
    forbids: [
      ['G1', 'Adya'],
      ['G-single', 'Adya'],
    ],
  },
  {
    id: 'PL-FCV',
    name: 'forward-consistent-view',
    implies: [['PL-2+', 'Adya']],
    forbids: [
      ['G1', 'Adya'],
      ['G-SIb', 'Adya'],
    ],
  },
  {
    id: 'PL-3U',
    name: 'update-serializable',
    implies: [['PL-FCV', 'Adya']],
    forbids: [
      ['G1', 'Adya'],
      ['G-update', 'Adya'],
    ],
  },
  { id: 'monotonic-atomic-view', name: 'monotonic-atomic-view', implies: [['PL-2', 'Bailis']] },
  {
    id: 'read-atomic',
    name: 'read-atomic',
    implies: [['monotonic-atomic-view', 'Cerone']],
    forbids: [
      ['internal', 'Cerone'],
      ['G1a', 'Cerone'],
      ['future-read', 'Cerone: EXT'],
    ],
  },
  {
    id: 'update-atomic',
    name: 'update-atomic',
    implies: [['read-atomic', 'Cerone']],
    forbids: [['lost-update', 'Cerone']],
  },
  {
    id: 'causal-cerone',
    name: 'causal-cerone',
    implies: [['read-atomic', 'Cerone']],
    forbids: [
      ['internal', 'Cerone'],
      ['G1a', 'Cerone'],
    ],
  },
  {
    id: 'prefix',
    name: 'prefix',
    implies: [['causal-cerone', 'Cerone']],
    forbids: [
      ['internal', 'Cerone'],
      ['G1a', 'Cerone'],
    ],
  },
  {
    id: 'parallel-snapshot-isolation',
    name: 'parallel-snapshot-isolation',
    implies: [
      ['causal-cerone', 'Cerone'],
      ['update-atomic', 'Liu'],
    ],
    forbids: [
      ['internal', 'Cerone'],
      ['G1a', 'Cerone'],
    ],
  },
  {
    id: 'PL-2.99',
    name: 'repeatable-read',
    implies: [
      ['PL-CS', 'Adya'],
      ['monotonic-atomic-view', 'Bailis'],
    ],
    forbids: [
      ['G1', 'Adya'],
      ['G2-item', 'Adya'],
      ['lost-update', 'Bailis'],
    ],
  },
  {
    id: 'PL-SI',
    name: 'snapshot-isolation',
    implies: [
      ['PL-FCV', 'Adya'],
      ['monotonic-atomic-view', 'Bailis'],
      ['PL-MSR', 'Adya'],
      ['parallel-snapshot-isolation', 'Cerone'],
      ['prefix', 'Cerone'],
    ],
    forbids: [
      ['internal', 'Cerone'],
      ['G1', 'Adya'],
      ['G-SI', 'Adya'],
      ['G-nonadjacent', 'Cerone 2016: no cycle without two adjacent anti-dependencies'],
    ],
  },
  { id: 'view-serializable', name: 'view-serializable' },
  {
    id: 'PL-3',
    name: 'serializable',
    aliases: ['conflict-serializable'],
    implies: [
      ['PL-2.99', 'Adya'],
      ['PL-3U', 'Adya'],
      ['PL-SI', 'Bailis, Cerone'],
      ['view-serializable', 'Bernstein'],
    ],
    forbids: [
      ['internal', 'Cerone'],
      ['G1', 'Adya'],
      ['G2', 'Adya'],
      ['predicate-read-miss', 'Elle: a predicate read misses what every version matches'],
    ],
  },
  {
    id: 'strong-session-PL-1',
    name: 'strong-session-read-uncommitted',
    implies: [['PL-1', own]],
    forbids: [['G0-process', own]],
  },
  {
    id: 'strong-session-PL-2',
    name: 'strong-session-read-committed',
    implies: [
      ['PL-2', own],
      ['strong-session-PL-1', own],
    ],
    forbids: [['G1c-process', own]],
  },
  {
    id: 'strong-session-snapshot-isolation',
    name: 'strong-session-snapshot-isolation',
    implies: [
      ['PL-SI', 'Daudjee, Cerone 2016'],
      ['strong-session-PL-2', own],
    ],
    forbids: [
      ['internal', 'Cerone'],
      ['G1-process', own],
      ['G-nonadjacent-process', own],
    ],
  },
  {
    id: 'strong-session-serializable',
    name: 'strong-session-serializable',
    implies: [
      ['PL-3', 'Daudjee'],
      ['strong-session-snapshot-isolation', own],
    ],
    forbids: [
      ['G1-process', 'Daudjee'],
      ['G2-process', 'Daudjee'],
    ],
  },
  {
    id: 'strong-PL-1',
    name: 'strong-read-uncommitted',
    implies: [['strong-session-PL-1', own]],
    forbids: [['G0-realtime', own]],
  },
  {
    id: 'strong-PL-2',
    name: 'strong-read-committed',
    implies: [
      ['strong-session-PL-2', own],
      ['strong-PL-1', own],
    ],
    forbids: [['G1c-realtime', own]],
  },
  {
    id: 'strong-snapshot-isolation',
    name: 'strong-snapshot-isolation',
    implies: [
      ['strong-session-snapshot-isolation', 'Daudjee'],
      ['strong-PL-2', own],
    ],
    forbids: [
      ['internal', 'Cerone'],
      ['G1-realtime', own],
      ['G-nonadjacent-realtime', own],
    ],
  },
  { id: '1SR', name: '1SR' },
  { id: 'session-serializable', name: 'session-serializable', implies: [['1SR', 'Zuikeviciute']] },
  {
    id: 'PL-SS',
    name: 'strong-serializable',
    aliases: ['strict-serializable'],
    implies: [
      ['PL-3', 'Adya'],
      ['linearizable', 'Bailis'],
      ['PL-SI', 'Adya'],
      ['strong-snapshot-isolation', own],
      ['strong-session-serializable', 'Daudjee'],
      ['session-serializable', 'Zuikeviciute'],
    ],
    forbids: [
      ['G1', 'Adya'],
      ['G1c-realtime', 'Adya'],
      ['G2-realtime', 'Adya'],
    ],
  },
  { id: 'linearizable', name: 'linearizable', implies: [['sequential', 'Bailis']] },
  { id: 'sequential', name: 'sequential', implies: [['causal', 'Bailis']] },
  {
    id: 'causal',
    name: 'causal',
    implies: [
      ['writes-follow-reads', 'Bailis'],
      ['PRAM', 'Bailis'],
    ],
  },
  { id: 'writes-follow-reads', name: 'writes-follow-reads' },
  {
    id: 'PRAM',
    name: 'PRAM',
    implies: [
      ['monotonic-reads', 'Bailis'],
      ['monotonic-writes', 'Bailis'],
      ['read-your-writes', 'Bailis'],
    ],
  },
  { id: 'monotonic-reads', name: 'monotonic-reads' },
  { id: 'monotonic-writes', name: 'monotonic-writes' },
  { id: 'read-your-writes', name: 'read-your-writes' },
]
