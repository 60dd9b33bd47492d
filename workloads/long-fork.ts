import { groups } from './groups.ts'
import { routedClient } from './routed-client.ts'
import { rwRegisterWork } from './txn-work.ts'
import type { Workload } from './workload.ts'

/**
 * Pairs of keys, each written once, and reads of both: no two reads may disagree on which was written first. That is a
 * long fork, which parallel snapshot isolation allows and snapshot isolation does not (Sovran et al., Transactional
 * Storage for Geo-replicated Systems, 2011; jepsen.tests.long-fork). One copy of the data has one order; with `--reads
 * any-node` it is asked of several. At read committed each read of a transaction sees another state, which shows as a
 * fork too: run it at snapshot isolation or above.
 */
export const longFork: Workload = {
  name: 'long-fork',
  about: 'pairs of keys are written and read; no two reads may disagree on the order of writes',
  dataType: 'transactions',
  build: (options) => ({
    client: routedClient(options, rwRegisterWork),
    generator: groups(options.random, { size: 2, reads: 6 }),
    checkers: [
      { name: 'long-fork', options: { expect: options.system.consistency ?? null } },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}
