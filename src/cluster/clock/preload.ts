/** For doctor and the run's record. */
export const clockMechanism = 'a preloaded clock'

/** What the dynamic linker and `docker/preload/murphy-clock.c` read. */
export function preload(library: string, page: string): Record<string, string> {
  return { LD_PRELOAD: library, MURPHY_CLOCK: page }
}
