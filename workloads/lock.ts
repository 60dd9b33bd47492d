import { type Generator, randomly, weightedMix } from '../src/generator/index.ts'
import type { Option } from '../src/op/option.ts'
import type { Random } from '../src/op/random.ts'
import { lastReads } from './last-reads.ts'
import { lockWork } from './lock-work.ts'
import { routedClient } from './routed-client.ts'
import type { Workload } from './workload.ts'

/** Few, so that clients meet. */
const locks = 3

/** Of so many increments one sleeps with the lock in its hand, for so many tenths of its lease. */
const oneSleepsIn = 10
const sleeps = { least: 15, most: 25 }

/** How many leases a client waits in the line: behind one that sleeps, and its lease. */
const patience = 3

const lease: Option = { name: 'lock-lease', about: 'how long a lock is given for, in seconds', least: 0.01, default: 2 }

const fencing: Option = {
  name: 'fencing-token',
  about: 'whether the storage checks the token of the hold under which it is written to',
  values: ['off', 'on'],
  default: 'off',
}

/**
 * Clients increment numbers, each under a lock that the database grants for a lease. Now and then one sleeps between its
 * read and its write for longer than its lease, as a client does whose process is paused, swapped out or collects garbage,
 * and goes on in the belief that it has the lock. The storage knows nothing of the lock, or checks the hold as a fencing
 * token (Kleppmann, Designing Data-Intensive Applications, 2017, ch. 8).
 */
export const lock: Workload = {
  name: 'lock',
  about: 'increments under a lock with a lease, which some clients outlive; none may overwrite another',
  dataType: 'lock',
  options: [lease, fencing],
  build: (options) => {
    const leaseMs = Number(options.options[lease.name] ?? lease.default) * 1000
    const fenced = options.options[fencing.name] === 'on'
    return {
      client: routedClient(options, lockWork({ leaseMs, waitMs: patience * leaseMs + 1000, fenced })),
      generator: increments(options.random),
      final: lastReads(options),
      checkers: [
        { name: 'lock', options: { fencing: fenced } },
        { name: 'stats' },
        { name: 'availability' },
        { name: 'faults' },
      ],
      leastTimeoutMs: (patience + sleeps.most / 10) * leaseMs + 3000,
    }
  },
}

function increments(random: Random): Generator {
  const increment = randomly(random, (draw) => {
    const asleep = draw.int(oneSleepsIn) === 0
    const pause = asleep ? (sleeps.least + draw.int(sleeps.most - sleeps.least + 1)) / 10 : 0
    return { f: 'increment', key: draw.int(locks), value: { pause, hold: null, became: null } }
  })
  return weightedMix(random, [
    [19, increment],
    [1, () => ({ f: 'read' })],
  ])
}
