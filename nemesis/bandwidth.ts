import { large, packetFault, slower } from './packets.ts'

/** Not only a low rate: behind it a queue that fills up, which makes everything late and then drops. */
export const bandwidth = packetFault({
  name: 'bandwidth',
  about: 'lets only 1 Mbit/s pass between nodes, with a queue of 32 KB that fills up and overflows',
  inWords: 'narrow links',
  effect: 'bandwidth',
  shape: { bytesPerSecond: 125_000, queueBytes: 32_000 },
  load: large,
  shows: (before, now, { bytesPerSecond = 1 }, { bytes }) => slower(before, now, (bytes / bytesPerSecond) * 1000),
})
