import type { Backend, CleanedThing } from '../cluster.ts'
import { connect, probeEngine } from './engine.ts'
import { abandonedRuns, removeRun } from './remains.ts'
import { up } from './up.ts'

/** One container a node. Needs a Docker engine on this machine; images are built on first use. */
export const docker: Backend = {
  name: 'docker',
  about: 'one container a node; partitions by iptables, pauses by the freezer, kills by SIGKILL to every process',
  capabilities: ['exec', 'kill', 'pause', 'partition'],
  probe: probeEngine,
  up: (spec) => up(spec),
  clean,
}

async function clean({ runId }: { runId?: string }): Promise<CleanedThing[]> {
  // Where no engine answers, nothing of ours can be left in one.
  if (!(await probeEngine()).works) return []
  const engine = await connect()
  const runs = runId === undefined ? await abandonedRuns(engine) : [runId]
  return (await Promise.all(runs.map((run) => removeRun(engine, run)))).flat()
}
