import type { Fault } from './nemesis.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'
import { type Outage, OutageNemesis } from './outage.ts'

const outage: Outage = {
  fault: 'shutdown',
  down: 'shutdown',
  up: 'boot',
  mechanism: 'the way in which the target is stopped in order',
  limitMs: 45_000,
  strikes: ['running'],
  takeDown: async ({ system }, node) => await system.stop?.(node),
}

/** An operator stops servers in order: what they acknowledged is safe, their clients and peers are told goodbye. */
export const shutdown: Fault = {
  name: 'shutdown',
  about: 'stops the database on some nodes in order, as for maintenance, and starts it again later',
  inWords: 'servers stopped in order',
  needs: ['stop'],
  specs: nodeSpecs,
  fs: ['shutdown', 'boot'],
  nemesis: (context) => new OutageNemesis(outage, context),
  start: (random) => ({ f: 'shutdown', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'boot', value: null }),
  on: (nodes) => ({ start: { f: 'shutdown', value: [...nodes] }, stop: { f: 'boot', value: [...nodes] } }),
}
