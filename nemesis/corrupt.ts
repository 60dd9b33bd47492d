import { many, packetFault } from './packets.ts'

/** On a real wire it is the same: the sum of the packet betrays the bit, and what arrives is loss (and rarely luck). */
export const corrupt = packetFault({
  name: 'corrupt',
  about: 'flips a bit in a fifth of the packets between nodes; the receiving kernel finds it and drops them',
  inWords: 'damaged packets',
  effect: 'corruption',
  shape: { corruption: 0.2, correlation: 0.75 },
  load: many,
  shows: (before, now) => now.damaged > before.damaged,
})
