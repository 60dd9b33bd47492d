import type { Preloaded } from '../preload.ts'
import type { Clock } from './skew.ts'

/** For doctor and the run's record. */
export const clockMechanism = 'a preloaded clock'

/** A node's clock, and the variables under which its database has it. */
export type PreloadedClock = Clock & Preloaded

/** What the dynamic linker and `docker/preload/murphy-clock.c` read. */
export function preload(library: string, page: string): Record<string, string> {
  return { LD_PRELOAD: library, MURPHY_CLOCK: page }
}
