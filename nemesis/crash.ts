import type { Fault } from './nemesis.ts'
import { drawChoice } from './node-specs.ts'
import { type Outage, OutageNemesis } from './outage.ts'

const outage: Outage = {
  fault: 'crash',
  down: 'crash',
  up: 'recover',
  mechanism: 'SIGKILL to every node at once',
  limitMs: 15_000,
  strikes: ['running', 'paused'],
  takeDown: ({ cluster }, node) => cluster.node(node).kill(),
}

const specs = ['all'] as const

/**
 * Every node at once, as when a rack loses its power: nobody is left to take over, and all that is acknowledged must
 * come back from the nodes' own disks. (What the operating system had not written yet is not lost by this.)
 */
export const crash: Fault = {
  name: 'crash',
  about: 'kills the database on all nodes at the same moment and starts them again later',
  inWords: 'crashes of all servers at once',
  needs: ['kill'],
  specs,
  fs: ['crash', 'recover'],
  nemesis: (context) => new OutageNemesis(outage, context),
  start: (random) => ({ f: 'crash', value: drawChoice(random, specs) }),
  stop: () => ({ f: 'recover', value: null }),
}
