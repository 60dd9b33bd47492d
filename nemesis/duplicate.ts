import { many, packetFault } from './packets.ts'

export const duplicate = packetFault({
  name: 'duplicate',
  about: 'delivers a fifth of the packets between nodes twice',
  inWords: 'duplicated packets',
  effect: 'duplication',
  shape: { duplication: 0.2, correlation: 0.75 },
  load: many,
  shows: (before, now) => now.duplicated > before.duplicated,
})
