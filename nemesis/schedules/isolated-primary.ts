import { partition } from '../partition.ts'
import { waitUntilF } from '../wait-until.ts'
import { scripted } from './scripted.ts'

/**
 * The primary is cut off from the other nodes, but not from its clients: they go on writing to it for as long as it
 * believes that it leads, while the others elect another. Only then is the link mended, and one of two histories remains.
 * A primary that steps down by itself is given the time to do so. For targets that fail over by themselves.
 */
export const isolatedPrimary = scripted(
  {
    about:
      'cuts the primary off from the other nodes, not from its clients, until another leads and it has stepped down',
    expects: ['partition'],
    failover: 'by-itself',
    steps: [
      { at: '4s', f: 'start-partition', value: 'primaries' },
      {
        when: 'primary changes',
        within: '60s',
        f: waitUntilF,
        value: { condition: 'primaries = 1', withinMs: 15_000, orNot: true },
      },
      { f: 'stop-partition' },
    ],
  },
  'isolated-primary',
  [partition],
)
