import {
  concat,
  concurrentKeys,
  delay,
  type Generator,
  limit,
  mix,
  processLimit,
  randomly,
  reserve,
  untilOk,
  weightedMix,
} from '../src/generator/index.ts'
import { Random } from '../src/op/random.ts'
import { MS } from '../src/op/time.ts'
import { registerWork } from './register-work.ts'
import { routedClient } from './routed-client.ts'
import type { Workload, WorkloadOptions } from './workload.ts'

/** Few values, so that a stale one is likely to be told from the current one by a cas, and searches stay small. */
const values = 5

/** Few, so that all of them were used even in a short run. */
const keysReadAgain = 5

/**
 * Jepsen's linearizable register: many registers, several at a time, each used by a group of threads (half of them only
 * read) until it has had its share of ops or of crashed clients. Short lives keep each search small, and new keys keep
 * coming while old ones are frozen in some fault.
 */
export const register: Workload = {
  name: 'register',
  about: 'reads, writes and compare-and-sets on many registers, each of which must be linearizable',
  dataType: 'register',
  build: (options) => ({
    client: routedClient(options, registerWork),
    generator: generator(options),
    final: finalReads(),
    checkers: [
      { name: 'linearizable', options: { model: 'cas-register', initial: null, nilReads: 'absent', refusedCas: true } },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}

function generator({ random, nodes, concurrency }: WorkloadOptions): Generator {
  const threads = threadsPerKey(concurrency, nodes.length)
  const keys = new Random(random.fork())
  return concurrentKeys(
    threads,
    (index) => index,
    () => limit(opsPerKey(keys), processLimit(Math.max(20, 2 * threads), ops(keys, threads))),
  )
}

/**
 * The first registers once more, when all is healed: what was acknowledged before a failover must still be there, and the
 * database must answer at all. Gives up in the end.
 */
function finalReads(): Generator {
  const untilRead = (key: number) =>
    untilOk(
      limit(
        20,
        delay(250 * MS, () => ({ f: 'read', key })),
      ),
    )
  return concat(...Array.from({ length: keysReadAgain }, (_, key) => untilRead(key)))
}

/** Jittered, so that the keys of all groups do not retire at once. */
const opsPerKey = (random: Random) => 100 + random.int(51)

function ops(random: Random, threads: number): Generator {
  const read = () => ({ f: 'read' })
  const write = randomly(random, (draw) => ({ f: 'write', value: draw.int(values) }))
  const cas = randomly(random, (draw) => ({ f: 'cas', value: [draw.int(values), draw.int(values)] }))
  if (threads < 2) return mix(random, [read, write, cas])
  const change = weightedMix(random, [
    [1, write],
    [2, cas],
  ])
  return reserve([[Math.floor(threads / 2), read]], change)
}

/** Jepsen's two threads a node and key, or the number nearest to it that divides the concurrency. */
export function threadsPerKey(concurrency: number, nodes: number): number {
  const divisors = Array.from({ length: concurrency }, (_, i) => i + 1).filter((size) => concurrency % size === 0)
  const distance = (size: number) => Math.abs(size - 2 * nodes)
  const shared = divisors.filter((size) => size > 1)
  return shared.reduce((best, size) => (distance(size) < distance(best) ? size : best), shared[0] ?? 1)
}
