import { expectation, expected } from './options.ts'
import { routedClient } from './routed-client.ts'
import { transactions } from './txn-generator.ts'
import { txnOptions, txnShape } from './txn-options.ts'
import { listAppendWork } from './txn-work.ts'
import type { Workload } from './workload.ts'

/**
 * Transactions that append to lists and read them. A list tells the order of all appends before it, so that most
 * dependencies between transactions are known and not guessed (Kingsbury & Alvaro, Elle, VLDB 2020).
 */
export const listAppend: Workload = {
  name: 'list-append',
  about: 'transactions append to lists and read them; must show the isolation that is promised',
  dataType: 'transactions',
  options: [expectation, ...txnOptions],
  build: (options) => ({
    client: routedClient(options, listAppendWork),
    ...transactions(options.random, options.reads, { write: 'append', ...txnShape(options.options) }),
    checkers: [
      {
        name: 'isolation',
        options: {
          workload: 'list-append',
          expect: expected(options),
          appends: options.system.appends ?? 'atomic',
          shells: options.system.shells ?? 'none',
        },
      },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}
