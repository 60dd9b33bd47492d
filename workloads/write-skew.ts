import { iterate } from '../src/generator/index.ts'
import { routedClient } from './routed-client.ts'
import { tableWork } from './table-work.ts'
import type { Workload } from './workload.ts'

/** The third transaction on a group comes so many groups later. */
const later = 10

/**
 * Two transactions at once look whether a group has a row, and each inserts one: whichever is second in a serial order
 * has seen the first one's (and a third, later, must see what the two left, so that there is something to judge even
 * where one of two always fails). If neither did, that is write skew by predicate, a phantom (G2: Adya, Weak
 * Consistency, 1999; A5B of Berenson et al. 1995; jepsen.tests.adya): the way in which a seat is sold twice and a name
 * taken twice. Snapshot isolation allows it, serializability does not, and that is what is judged here, whatever was
 * promised.
 */
export const writeSkew: Workload = {
  name: 'write-skew',
  about: 'transactions look for a row and insert one; of two rivals one must have seen the other (G2)',
  dataType: 'table',
  build: (options) => ({
    client: routedClient(options, tableWork),
    generator: iterate((group) => [
      lookAndInsert(group, 0),
      lookAndInsert(group, 1),
      ...(group < later ? [] : [lookAndInsert(group - later, 2)]),
    ]),
    checkers: [
      {
        name: 'predicates',
        options: { expect: 'serializable', promised: options.system.consistency ?? null },
      },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}

function lookAndInsert(group: number, id: number) {
  const value = [
    ['select', group, 0, null],
    ['insert', group, id, 0],
  ]
  return { f: 'txn', value }
}
