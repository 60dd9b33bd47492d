import { ReadPreference } from 'mongodb'

/**
 * Only a server that leads answers, others refuse with NotPrimaryNoSecondaryOk. Over a connection to one server drivers
 * turn the mode `primary` into `primaryPreferred` (Server Selection specification, "Topology type: Single"), and a
 * deposed primary would answer; an application, connected to the whole set, would have been refused. So what is
 * written on the wire is said here.
 */
export class OnlyPrimary extends ReadPreference {
  constructor() {
    super('nearest')
  }

  override toJSON() {
    return { mode: 'primary' }
  }
}

export const onlyPrimary = new OnlyPrimary()
export const whoeverIsAsked = ReadPreference.nearest
