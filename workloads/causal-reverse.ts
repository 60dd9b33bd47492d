import { groups } from './groups.ts'
import { routedClient } from './routed-client.ts'
import { rwRegisterWork } from './txn-work.ts'
import type { Workload } from './workload.ts'

/**
 * Groups of keys, each written once and blindly, and reads of whole groups: a read that sees a write must see every
 * write that had been acknowledged before that one began. Databases that order transactions without real time
 * (serializable, but not strictly) may show the effect without its cause; after jepsen.tests.causal-reverse, and
 * CockroachDB's "comments" before it. Like `long-fork` it needs reads of one state: snapshot isolation or above.
 */
export const causalReverse: Workload = {
  name: 'causal-reverse',
  about: 'keys are written one after the other; no read may see a later write without an earlier one',
  dataType: 'transactions',
  build: (options) => ({
    client: routedClient(options, rwRegisterWork),
    generator: groups(options.random, { size: 8, reads: 12 }),
    checkers: [
      { name: 'causal-reverse', options: { expect: options.system.consistency ?? null } },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}
