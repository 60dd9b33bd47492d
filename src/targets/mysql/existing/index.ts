import type { Access, Deployment, OnExisting, Place, System } from '../../target.ts'
import { attach } from './attach.ts'
import { doorOf } from './door.ts'
import { inspect } from './inspect.ts'
import { remove } from './space.ts'
import type { Family, Topology } from './topology.ts'

export const existingPlace: Place = {
  port: 3306,
  only: {
    capabilities: ['primaries', 'clock-offset'],
    because: 'Murphy does not operate servers that are not its own',
  },
}

export interface FamilyOnExisting extends OnExisting {
  attach(deployment: Deployment, existing: Access & { space: string }): Promise<System>
}

/** What one vendor's target can do with servers that are not Murphy's. */
export function onExisting(family: Family, topologyOf: (setting: string) => Topology): FamilyOnExisting {
  return {
    parameters: ['ssl-mode', 'ssl-ca'],
    inspect: ({ servers, secret }, setting) =>
      inspect(doorOf(secret, family), servers, { family, topology: topologyOf(setting) }),
    remove: ({ servers, secret }, space) => remove(doorOf(secret, family), servers, space),
    attach: (deployment, existing) =>
      attach(deployment, existing, { family, topology: topologyOf(deployment.setting) }),
  }
}
