import { tmpdir } from 'node:os'
import { MurphyError } from '../../op/failure.ts'
import { clockMechanism } from '../clock/preload.ts'
import { vdsoHere } from '../clock/vdso/here.ts'
import type { Backend, BackendProbe, Mechanism } from '../cluster.ts'
import { layerCapabilities, layerMechanism } from '../files/layer.ts'
import { linkEffects } from '../shape.ts'
import { clean } from './clean.ts'
import { ProcessCluster } from './cluster.ts'
import { controlGroups } from './control-group.ts'
import { databaseUser } from './database-user.ts'
import { preloadHere } from './libraries.ts'
import { capabilities as linkCapabilities } from './links/link-proxy-network.ts'
import { LOOPBACK } from './ports.ts'
import { canEnter } from './reachable.ts'

/** Real servers as local processes on loopback. Needs neither root nor Docker. */
export const processes: Backend = {
  name: 'process',
  about: 'real servers as local processes on loopback; every link passes a proxy; needs neither root nor Docker',
  capabilities: [
    'exec',
    'kill',
    'pause',
    'partition',
    'node-links',
    'node-cuts',
    'clock',
    'vdso-clock',
    'shared-files',
    'cpu-limit',
    'memory-limit',
    'disk-full',
    ...layerCapabilities,
    ...linkCapabilities,
  ],
  lacks: Object.fromEntries(
    linkEffects
      .filter((effect) => !linkCapabilities.includes(effect))
      .map((effect) => [effect, 'a link proxy hands on streams and sees no packets']),
  ),
  mechanisms: async () => ({
    partition: { by: 'link proxy' },
    'node-links': { by: 'link proxy' },
    'node-cuts': { by: 'link proxy' },
    kill: { by: 'SIGKILL' },
    pause: { by: 'SIGSTOP' },
    clock: await preloadHere(clockMechanism),
    'vdso-clock': await vdsoHere(),
    ...(await layerHere()),
    'cpu-limit': limitsHere(),
    'memory-limit': limitsHere(),
    ...Object.fromEntries(linkCapabilities.map((capability) => [capability, { by: 'link proxy' }])),
  }),
  probe,
  async up(spec) {
    const { works, detail, hint } = await probe()
    if (!works) throw new MurphyError('broken', detail, hint === undefined ? {} : { hint })
    return await ProcessCluster.up(spec, databaseUser())
  },
  clean,
}

async function layerHere() {
  const mechanism = await preloadHere(layerMechanism)
  return Object.fromEntries(['disk-full', ...layerCapabilities].map((capability) => [capability, mechanism]))
}

function limitsHere(): Mechanism {
  const groups = controlGroups()
  return 'lacks' in groups ? groups : { by: `control groups (version ${groups.version})` }
}

async function probe(): Promise<BackendProbe> {
  if (process.platform === 'win32') {
    return {
      works: false,
      detail: 'Windows has no signals that pause a process.',
      hint: 'Use the Windows Subsystem for Linux.',
    }
  }
  try {
    const user = databaseUser()
    if (user !== undefined && !(await canEnter(user, tmpdir()))) {
      return {
        works: false,
        detail: `The user ${user.name}, as whom databases run, cannot enter ${tmpdir()}.`,
        hint: 'Set TMPDIR to a folder that everybody can enter, such as /tmp.',
      }
    }
    const who = user === undefined ? 'the same user as the controller' : user.name
    return { works: true, detail: `Databases run as ${who}, on ${LOOPBACK}, in ${tmpdir()}.` }
  } catch (error) {
    if (!(error instanceof MurphyError)) throw error
    return { works: false, detail: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }
  }
}
