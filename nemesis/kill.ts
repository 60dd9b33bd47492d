import type { Fault } from './nemesis.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'
import { type Outage, OutageNemesis } from './outage.ts'

const outage: Outage = {
  fault: 'kill',
  down: 'kill',
  up: 'start',
  mechanism: 'SIGKILL',
  limitMs: 10_000,
  strikes: ['running', 'paused'],
  takeDown: ({ cluster }, node) => cluster.node(node).kill(),
}

/** `kill -9` of every process of the database on some nodes; `start` brings back all that are down, rejoined. */
export const kill: Fault = {
  name: 'kill',
  about: 'kills every process of the database on some nodes (SIGKILL) and starts them again later',
  inWords: 'killed servers',
  needs: ['kill'],
  specs: nodeSpecs,
  fs: ['kill', 'start'],
  nemesis: (context) => new OutageNemesis(outage, context),
  start: (random) => ({ f: 'kill', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'start', value: null }),
  on: (nodes) => ({ start: { f: 'kill', value: [...nodes] }, stop: { f: 'start', value: [...nodes] } }),
}
