import type { Fault } from './nemesis.ts'
import { drawChoice } from './node-specs.ts'
import { type Outage, OutageNemesis } from './outage.ts'

/** Somebody must be left to lead and to follow. */
const specs = ['one', 'minority'] as const

const outage: Outage = {
  fault: 'membership',
  down: 'remove-node',
  up: 'add-node',
  mechanism: 'the way in which the target changes its members',
  limitMs: 45_000,
  strikes: ['running'],
  sparesPrimary: true,
  takeDown: async ({ system }, node) =>
    await (system.remove?.(node) ?? Promise.reject(new Error('its members cannot be changed'))),
}

/** A cluster shrinks and grows under load: a member leaves for good, later an empty machine joins in its place. */
export const membership: Fault = {
  name: 'membership',
  about: 'removes members that do not lead from the cluster, and adds empty ones in their place later',
  inWords: 'members that left and joined',
  needs: ['primaries', 'membership'],
  leastNodes: 2,
  specs,
  fs: ['remove-node', 'add-node'],
  nemesis: (context) => new OutageNemesis(outage, context),
  start: (random) => ({ f: 'remove-node', value: drawChoice(random, specs) }),
  stop: () => ({ f: 'add-node', value: null }),
}
