import { many, packetFault, slower } from './packets.ts'

/** The numbers of Jepsen's packet faults: `jepsen.nemesis.combined`, `tc netem delay 50ms 10ms 25% distribution normal`. */
export const delay = packetFault({
  name: 'delay',
  about: 'delays packets between nodes (50 ms ± 10 ms, normally distributed), in order',
  inWords: 'slow links',
  effect: 'delay',
  shape: { delayMs: 50, jitterMs: 10, distribution: 'normal', correlation: 0.25 },
  load: many,
  shows: (before, now, { delayMs = 0 }) => slower(before, now, delayMs),
})
