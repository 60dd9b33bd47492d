import { many, packetFault } from './packets.ts'

export const reorder = packetFault({
  name: 'reorder',
  about: 'lets a fifth of the packets between nodes overtake the others, which are delayed by 50 ms',
  inWords: 'reordered packets',
  effect: 'reordering',
  shape: { delayMs: 50, reordering: 0.2, correlation: 0.25 },
  load: many,
  shows: (before, now) => now.reordered > before.reordered,
})
