import { any, type Generator, iterate, stagger } from '../src/generator/index.ts'
import type { Option } from '../src/op/option.ts'
import { SECOND } from '../src/op/time.ts'
import { lastReads } from './last-reads.ts'
import { staleReads } from './options.ts'
import { routedClient } from './routed-client.ts'
import { setWork } from './set-work.ts'
import type { Workload, WorkloadOptions } from './workload.ts'

const readEvery: Option = {
  name: 'read-every',
  about: 'mean time between reads of the whole set, in seconds; 0: only in the end',
  default: 1,
}

/**
 * Every element is added once, so whatever was acknowledged and is not there in the end is lost. The set is read whole
 * now and then, too: only so can an element that came late, or went and came back, be told from one that was always
 * there.
 */
export const set: Workload = {
  name: 'set',
  about: 'adds unique elements; whatever was acknowledged must be there in the end',
  dataType: 'set',
  options: [staleReads, readEvery],
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

function load({ random, options }: WorkloadOptions): Generator {
  const adds = iterate((n) => ({ f: 'add', value: n }))
  const seconds = Number(options[readEvery.name] ?? readEvery.default)
  if (seconds === 0) return adds
  return any(
    stagger(random, seconds * SECOND, () => ({ f: 'read' })),
    adds,
  )
}
