import { pause } from '../pause.ts'
import { scripted } from './scripted.ts'

/**
 * The pause is as long as it takes: until somebody else leads. Clients that had asked before still wait for the old
 * primary, and it has their requests; when it wakes up, it knows nothing of what happened and answers them. With a
 * client time-out shorter than the pause nobody waits any more: give --timeout 15s.
 */
export const stalePrimary = scripted(
  {
    about: 'pauses the primary until another leads, then wakes it up: two primaries (postgres: --fencing lease)',
    expects: ['pause'],
    failover: 'by-itself',
    steps: [
      { at: '2s', f: 'pause', value: 'primaries' },
      { when: 'primary changes', within: '20s', f: 'resume' },
    ],
  },
  'stale-primary',
  [pause],
)
