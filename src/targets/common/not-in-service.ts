/** The manager withholds this node from clients: a fresh primary that no standby has caught up with yet. */
export class NotInService extends Error {
  override name = 'NotInService'
}
