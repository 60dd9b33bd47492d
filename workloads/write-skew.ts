import { iterate } from '../src/generator/index.ts'
import { routedClient } from './routed-client.ts'
import { tableWork } from './table-work.ts'
import type { Workload } from './workload.ts'

/** Transactions of each group. */
const rivals = 2

/**
 * Two transactions look whether a group has a row, and each inserts one: whichever is second in a serial order has seen
 * the first one's. If neither did, that is write skew by predicate, a phantom (G2: Adya, Weak Consistency, 1999; A5B of
 * Berenson et al. 1995; jepsen.tests.adya): the way in which a seat is sold twice and a name taken twice. Snapshot
 * isolation allows it, serializability does not, and that is what is judged here, whatever was promised.
 */
export const writeSkew: Workload = {
  name: 'write-skew',
  about: 'transactions look for a row and insert one; of two rivals one must have seen the other (G2)',
  dataType: 'table',
  build: (options) => ({
    client: routedClient(options, tableWork),
    generator: iterate((group) =>
      Array.from({ length: rivals }, (_, id) => {
        const value = [
          ['select', group, 0, null],
          ['insert', group, id, 0],
        ]
        return { f: 'txn', value }
      }),
    ),
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
