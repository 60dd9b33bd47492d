import type { Way } from '../src/client/data-types.ts'
import { counted, countersWork } from './counters.ts'
import { lastReads } from './last-reads.ts'
import { way } from './options.ts'
import { routedClient } from './routed-client.ts'
import type { Workload } from './workload.ts'

/** Of ten ops, so many increment. */
const increments = 9

/**
 * Many clients increment a few counters, each in a transaction; in the end each counter must hold the number of its
 * increments. Two that start from the same value and both commit are a lost update (P4 of Berenson et al., A Critique
 * of ANSI SQL Isolation Levels, 1995): snapshot isolation forbids it ("first committer wins"), read committed does not
 * where a program reads and then writes.
 */
export const lostUpdate: Workload = {
  name: 'lost-update',
  about: 'increments of a few counters; none may overwrite another',
  dataType: 'amounts',
  options: [way],
  build: (options) => ({
    client: routedClient(options, countersWork(options.options.way as Way)),
    generator: counted(options.random, increments),
    final: lastReads(options),
    checkers: [
      { name: 'lost-update', options: { expect: options.system.consistency ?? null } },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}
