import { alone } from '../../src/cluster/docker/lock.ts'

/** How long others may take before it is one's turn, and one's own work, ms. */
export const TURN_MS = 600_000

/**
 * Tests that remove what *all* dead controllers left take turns on a machine: each could take away what another has just
 * left behind and is about to look for. Runs of the living need no turn.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return alone('tests-of-clean', () => {}, work)
}
