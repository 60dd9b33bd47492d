import { any, type Generator, iterate, stagger } from '../src/generator/index.ts'
import { SECOND } from '../src/op/time.ts'
import { lastReads } from './last-reads.ts'
import { staleReads } from './options.ts'
import { routedClient } from './routed-client.ts'
import { setWork } from './set-work.ts'
import type { Workload, WorkloadOptions } from './workload.ts'

/**
 * Every element is added once, so whatever was acknowledged and is not there in the end is lost. The set is read whole
 * now and then, too: only so can an element that came late, or went and came back, be told from one that was always
 * there.
 */
export const set: Workload = {
  name: 'set',
  about: 'adds unique elements; whatever was acknowledged must be there in the end',
  dataType: 'set',
  options: [staleReads],
  build: (options) => ({
    client: routedClient(options, setWork),
    generator: load(options),
    final: lastReads(options),
    checkers: [
      { name: 'lost-writes', options: { linearizable: options.options['stale-reads'] === 'forbidden' } },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}

function load({ random }: WorkloadOptions): Generator {
  return any(
    stagger(random, SECOND, () => ({ f: 'read' })),
    iterate((n) => ({ f: 'add', value: n })),
  )
}
