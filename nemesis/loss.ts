import { many, packetFault } from './packets.ts'

export const loss = packetFault({
  name: 'loss',
  about: 'drops a fifth of the packets between nodes, in bursts: TCP sends them again, later and later',
  inWords: 'packet loss',
  effect: 'loss',
  shape: { loss: 0.2, correlation: 0.75 },
  load: many,
  shows: (before, now) => lost(now) > lost(before),
})

const lost = ({ sent, received }: { readonly sent: number; readonly received: number }) => sent - received
