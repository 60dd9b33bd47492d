/** What an anomaly is to those who have never met its name. */
export interface Meaning {
  /** A heading in plain words. */
  readonly title: string
  /** What it is called in the field, beside its letter. */
  readonly called: string
  /** What it does to an application. */
  readonly means: string
  readonly source: string
}

const adya = 'Adya, Weak Consistency (1999)'
const critique = 'Berenson et al., A Critique of ANSI SQL Isolation Levels (SIGMOD 1995)'
const elle = 'Kingsbury & Alvaro, Elle (VLDB 2020)'
const cerone = 'Cerone et al., A Framework for Transactional Consistency Models with Atomic Visibility (CONCUR 2015)'

/** Gravest first: what no database should ever do, down to what only the strongest levels forbid. */
const meanings: Readonly<Record<string, Meaning>> = {
  'garbage-read': {
    title: 'A read returned what nobody wrote',
    called: 'garbage read',
    means: 'The database made up or corrupted a value.',
    source: `${elle}; ${adya}: a read observes a version that a transaction wrote`,
  },
  'duplicate-elements': {
    title: 'One write was applied twice',
    called: 'duplicate elements',
    means:
      'The application asked once and it happened twice: an order is shipped, or an account debited, a second time.',
    source: elle,
  },
  G0: {
    title: 'The writes of two transactions are mixed',
    called: 'dirty write',
    means:
      'What is stored is partly from one transaction and partly from another: rules that each of them kept, such as two balances that add up, no longer hold.',
    source: `${adya}, G0; ${critique}, P0`,
  },
  'cyclic-versions': {
    title: 'Values of one key would each have to come before the other',
    called: 'cyclic versions',
    means: 'One object went back to an earlier value, or clients were shown its changes in different orders.',
    source: `${adya}: the versions of an object are totally ordered; ${elle}`,
  },
  'incompatible-order': {
    title: 'Reads disagree about the order of one list',
    called: 'incompatible orders',
    means:
      'Two readers saw the history of one object in ways that cannot both be true: one of them acted on writes that were lost or moved.',
    source: elle,
  },
  'dirty-update': {
    title: 'A committed write builds on one that was rolled back',
    called: 'dirty update',
    means: 'What was undone lives on inside what was kept: a cancelled booking is part of a balance for good.',
    source: elle,
  },
  G1a: {
    title: 'A transaction read what had been rolled back',
    called: 'aborted read',
    means: 'The application acted on data that never existed: it may have shipped an order whose payment was undone.',
    source: `${adya}, G1a; ${critique}, P1`,
  },
  G1b: {
    title: 'A transaction saw another one half done',
    called: 'intermediate read',
    means:
      'The application saw a value that its writer had already replaced before it committed, such as an account between two steps of one booking.',
    source: `${adya}, G1b`,
  },
  'future-read': {
    title: 'A transaction read what it only wrote later',
    called: 'future read',
    means:
      'The database answered with an effect that had not happened yet; most often a retry inside of the database or the driver that applied the transaction twice.',
    source: elle,
  },
  G1c: {
    title: 'Transactions each saw, or overwrote, what the other did',
    called: 'circular information flow',
    means:
      'No order of the transactions explains what they saw: each depends on the other having come first, so no conclusion from what was read is safe.',
    source: `${adya}, G1c`,
  },
  internal: {
    title: 'A transaction contradicts itself',
    called: 'internal inconsistency',
    means:
      'Within one transaction a read did not return what that same transaction had just read or written: code that reads twice, or reads back its own write, goes wrong.',
    source: `${cerone}, INT`,
  },
  'lost-update': {
    title: 'An update was overwritten unseen',
    called: 'lost update',
    means:
      'Several transactions read one state, each wrote its own result, and all were confirmed: all but the last are gone, such as a deposit or an increment.',
    source: `${critique}, P4`,
  },
  'G-single': {
    title: 'A transaction saw one part of another, and missed the rest',
    called: 'read skew',
    means:
      'Values that belong together were read from different moments: a transfer shows on one account and not yet on the other, so a sum or a check over both is wrong.',
    source: `${adya}, G-single; ${critique}, A5A`,
  },
  'G-single-process': {
    title: 'A client went back behind what it had done or seen',
    called: 'stale read within a session',
    means:
      'A transaction missed what an earlier one of the same client had written or seen: a user saves a form, reloads the page, and the change is gone.',
    source: 'Daudjee & Salem, Lazy Database Replication with Snapshot Isolation (VLDB 2006)',
  },
  'G-single-realtime': {
    title: 'A transaction missed what had been confirmed before it began',
    called: 'stale read',
    means:
      'A write was answered with yes, and a transaction that began after that did not see it: one service confirms a payment, and the next one that looks finds none.',
    source: `${adya}, strict serializability; Herlihy & Wing, Linearizability (TOPLAS 1990)`,
  },
  'G-nonadjacent': {
    title: 'Transactions disagree about what happened first',
    called: 'long fork',
    means:
      'Two readers saw two independent changes in opposite orders: one user saw the first post without the second, another the second without the first.',
    source:
      'Sovran et al., Transactional Storage for Geo-Replicated Systems (SOSP 2011); Cerone & Gotsman, Analysing Snapshot Isolation (PODC 2016)',
  },
  G2: {
    title: 'Transactions each missed the other’s write',
    called: 'write skew',
    means:
      'Each checked a rule, then wrote, and neither saw the other: both doctors go off duty because each saw the other still on, or two withdrawals each find the money still there.',
    source: `${adya}, G2; ${critique}, A5B`,
  },
}

/** What a type of anomaly means; undefined for one that this table does not know. */
export function meaning(type: string): Meaning | undefined {
  const [exact, base] = [type.replace('-item', ''), baseOf(type)]
  if (Object.hasOwn(meanings, exact)) return meanings[exact]
  const known = Object.hasOwn(meanings, base) ? meanings[base] : undefined
  if (known === undefined || base === exact) return known
  return { ...known, means: `${known.means} ${type.endsWith('-process') ? inSession : inRealTime}` }
}

/** `write skew (G2-item)`, or the type alone where it says as much. */
export function nameOf(type: string): string {
  const called = meaning(type)?.called
  return called === undefined || called === type.replaceAll('-', ' ') ? type : `${called} (${type})`
}

const inSession = 'Here the order within one client counts.'
const inRealTime =
  'Here real time counts: what had been confirmed before was not seen after, so somebody was shown a stale state.'

/** Sorts types of anomalies, the gravest first; unknown ones last. */
export function byGravity(a: string, b: string): number {
  return gravity(a) - gravity(b) || (a < b ? -1 : 1)
}

const ranks = Object.keys(meanings).filter((type) => baseOf(type) === type)
const suffixes = ['', '-process', '-realtime']

function gravity(type: string): number {
  const rank = ranks.indexOf(baseOf(type))
  const suffix = suffixes.findLastIndex((each) => type.endsWith(each))
  return (rank < 0 ? ranks.length : rank) * suffixes.length + suffix
}

function baseOf(type: string): string {
  return type.replace(/-(process|realtime)$/, '').replace(/-item$/, '')
}
