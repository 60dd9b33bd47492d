import type { Backend, CleanedThing, LinkCapability, Mechanism, Mechanisms } from '../cluster.ts'
import { layerCapabilities, layerMechanism } from '../files/layer.ts'
import { clockHere } from './clock.ts'
import { connect, messageOf, probeEngine } from './engine.ts'
import { imageLacks } from './image.ts'
import { labelsOf } from './labels.ts'
import { linkCapabilities } from './links/mechanisms.ts'
import { LinkTools } from './links/tools.ts'
import { abandonedRuns, removeRun } from './remains.ts'
import { up } from './up.ts'
import { vdsoClockHere } from './vdso-clock.ts'

/** One container a node. Needs a Docker engine on this machine; images are built on first use. */
export const docker: Backend = {
  name: 'docker',
  about: 'one container a node; partitions by iptables, pauses by the freezer, kills by SIGKILL to every process',
  capabilities: [
    'exec',
    'kill',
    'pause',
    'partition',
    'node-links',
    'node-cuts',
    'clock',
    'vdso-clock',
    'cpu-limit',
    'memory-limit',
    'disk-full',
    ...layerCapabilities,
    ...linkCapabilities,
  ],
  mechanisms,
  imageLacks: async (image) => imageLacks(await connect(), image),
  probe: probeEngine,
  up: (spec) => up(spec),
  clean,
}

async function mechanisms(log: (line: string) => void): Promise<Mechanisms> {
  return {
    partition: { by: 'iptables' },
    kill: { by: 'SIGKILL' },
    pause: { by: 'the freezer' },
    clock: clockHere(),
    'vdso-clock': await vdsoClockHere(),
    'cpu-limit': { by: 'docker update' },
    'memory-limit': { by: 'docker update' },
    'disk-full': { by: 'a tmpfs of limited size' },
    ...Object.fromEntries(layerCapabilities.map((capability) => [capability, { by: layerMechanism }])),
    ...(await links(log)),
  }
}

async function links(log: (line: string) => void): Promise<Mechanisms> {
  const each = (mechanism: (capability: LinkCapability) => Mechanism) =>
    Object.fromEntries(linkCapabilities.map((capability) => [capability, mechanism(capability)]))
  try {
    // A name of its own: `clean` takes what dead controllers left by the run's name.
    const labels = await labelsOf(`doctor-${process.pid}`)
    const tools = await LinkTools.open({ engine: await connect(), labels, log })
    return each((capability) => tools.mechanism(capability))
  } catch (error) {
    const lacks = `the tools for it could not be had: ${messageOf(error)}`
    return each(() => ({ lacks }))
  }
}

async function clean({ runId }: { runId?: string }): Promise<CleanedThing[]> {
  // Where no engine answers, nothing of ours can be left in one.
  if (!(await probeEngine()).works) return []
  const engine = await connect()
  const runs = runId === undefined ? await abandonedRuns(engine) : [runId]
  return (await Promise.all(runs.map((run) => removeRun(engine, run)))).flat()
}
