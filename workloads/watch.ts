import { delay, eachThread, type Generator, iterate, reserve, timeLimit, untilOk } from '../src/generator/index.ts'
import type { Option } from '../src/op/option.ts'
import { MS, SECOND } from '../src/op/time.ts'
import { routedClient } from './routed-client.ts'
import { type Put, watchWork } from './watch-work.ts'
import type { Workload } from './workload.ts'

/** Few, so that each has many changes and several watchers. */
const keys = [0, 1, 2]

/** Long enough for the changes of a long run to be told again from the first one on. */
const catchUpMs = 3000

const watchFor: Option = {
  name: 'watch-for',
  about: 'how long a watch stays open, in seconds; the next one goes on where it ended',
  least: 0,
  default: 0.5,
}

/**
 * Half of the clients put values to keys, each value once; the others watch the keys, time and again, on nodes of their
 * own. In the end every client catches up with what was acknowledged, those that never watched from the beginning on
 * (after jepsen.etcd.watch).
 */
export const watch: Workload = {
  name: 'watch',
  about: 'values put to keys that others watch; each watcher must be told every change, once and in order',
  dataType: 'watched',
  options: [watchFor],
  build: (options) => {
    const watchMs = Number(options.options[watchFor.name] ?? watchFor.default) * 1000
    return {
      client: routedClient(options, watchWork({ watchMs, catchUpMs })),
      generator: load(options.concurrency),
      final: catchUps(),
      checkers: [{ name: 'watch' }, { name: 'stats' }, { name: 'availability' }, { name: 'faults' }],
      leastTimeoutMs: Math.max(watchMs, catchUpMs) + 2000,
    }
  },
}

function load(concurrency: number): Generator {
  const puts = iterate((n) => {
    const value: Put = { value: n + 1, revision: null }
    return { f: 'put', key: keys[n % keys.length] ?? 0, value: { ...value } }
  })
  const watches = eachThread(iterate((n) => ({ f: 'watch', key: keys[n % keys.length] ?? 0 })))
  return reserve([[Math.ceil(concurrency / 2), puts]], watches)
}

/** Each client with each key; gives up in the end. */
function catchUps(): Generator {
  const untilCaughtUp = (key: number) => untilOk(delay(250 * MS, () => ({ f: 'catch-up', key })))
  return timeLimit(30 * SECOND, eachThread(keys.map(untilCaughtUp)))
}
