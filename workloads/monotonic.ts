import { counted, countersWork } from './counters.ts'
import { staleReads } from './options.ts'
import { routedClient } from './routed-client.ts'
import type { Workload } from './workload.ts'

/** Of ten ops, so many increment. */
const increments = 4

/**
 * Counters only grow, so no client may ever see one shrink: the four session guarantees of Terry et al. (Session
 * Guarantees for Weakly Consistent Replicated Data, 1994). After Jepsen's FaunaDB and CockroachDB tests of this name,
 * which also look at the database's own timestamps; here the history's order is enough. A client reads from its node
 * with `--reads any-node`, while it writes to the primary: whether it still sees what it wrote is then the question.
 */
export const monotonic: Workload = {
  name: 'monotonic',
  about: 'counters that only grow; no client may see one shrink',
  dataType: 'amounts',
  options: [staleReads],
  build: (options) => ({
    client: routedClient(options, countersWork('in-place')),
    generator: counted(options.random, increments),
    checkers: [
      {
        name: 'monotonic',
        options: {
          linearizable: options.options['stale-reads'] === 'forbidden',
          expect: options.system.consistency ?? null,
        },
      },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}
