import type { Cut } from '../src/cluster/cluster.ts'
import { type LinkFault, linkFault } from './link-fault.ts'
import { answering, openLinks, probeLinks } from './link-probe.ts'
import { measured, slower } from './packets.ts'

/**
 * Why a client hears nothing (the fourth story, a node that is slow or gone, is told by pause and kill): the request was
 * lost, the answer was lost, the answer is late. Only the second and third leave something behind in the database; the
 * client cannot tell them apart.
 */

const requests = (node: string): Cut[] => [{ from: 'client', to: node }]
const replies = (node: string): Cut[] => [{ from: node, to: 'client' }]

/** Connections end with the fault: what TCP would send again once the way is free must not arrive after all. */
const dropped: Pick<LinkFault, 'needs' | 'ends' | 'watch'> = {
  needs: ['partition', 'reset'],
  ends: ({ cluster }, links) => cluster.network.reset(links),
  async watch(context) {
    const alive = await answering(context)
    return (phase, links) =>
      phase === 'start'
        ? probeLinks(context, { cut: links.map(asked), open: openLinks(context) }, alive)
        : probeLinks(context, { cut: [], open: openLinks(context, links) })
  },
}

/** A link is tried from the client's side, whichever direction of it is cut. */
const asked = ({ from, to }: Cut): Cut => (to === 'client' ? { from: to, to: from } : { from, to })

export const dropRequests = linkFault({
  ...dropped,
  name: 'drop-requests',
  about: 'loses what clients send to nodes: the database never hears of it',
  inWords: 'lost requests',
  links: requests,
})

export const dropAnswers = linkFault({
  ...dropped,
  name: 'drop-answers',
  about: 'loses what nodes answer to clients: the database has done it, and nobody knows',
  inWords: 'lost answers',
  links: replies,
})

export const delayAnswers = linkFault({
  name: 'delay-answers',
  about: 'delays what nodes answer to clients by 2 s, beyond the patience of most',
  inWords: 'late answers',
  needs: ['delay'],
  shape: { delayMs: 2000 },
  links: replies,
  watch: (context, links, shape) =>
    measured(context, links, shape, {
      load: { count: 3, everyMs: 20, bytes: 64 },
      shows: (before, now, { delayMs = 0 }) => slower(before, now, delayMs),
    }),
})
