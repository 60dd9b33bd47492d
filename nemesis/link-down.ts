import { linkFault } from './link-fault.ts'
import { answering, openLinks, probeLinks } from './link-probe.ts'

/** As if somebody had pulled the cable: nothing comes, nothing goes, and nobody is told. The database runs on. */
export const linkDown = linkFault({
  name: 'link-down',
  about: 'unplugs nodes: nothing passes between them and anybody else, clients included',
  inWords: 'unplugged servers',
  needs: ['partition', 'node-links'],
  links: (node, others) =>
    ['client', ...others].flatMap((other) => [
      { from: node, to: other },
      { from: other, to: node },
    ]),
  async watch(context) {
    const alive = await answering(context)
    return (phase, links) =>
      phase === 'start'
        ? probeLinks(context, { cut: links, open: openLinks(context) }, alive)
        : probeLinks(context, { cut: [], open: openLinks(context, links) })
  },
})
