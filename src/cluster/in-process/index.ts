import { MurphyError } from '../../op/failure.ts'
import type { Backend, Cluster, ClusterSpec } from '../cluster.ts'
import { InProcessNetwork } from './network.ts'
import { InProcessNode } from './node.ts'

/**
 * Nodes without machines, for targets that live in the controller's own process, such as `memory`: states that can be
 * struck like those of real ones, so that whole runs with faults can be tried in no time.
 */
export const inProcess: Backend = {
  name: 'in-process',
  about: 'no machines at all, but nodes that can be killed, paused and cut off: for targets in the controller itself',
  capabilities: ['kill', 'pause', 'partition', 'node-links', 'node-cuts'],
  mechanisms: async () => ({
    kill: { by: 'a state of its own' },
    pause: { by: 'a state of its own' },
    partition: { by: 'a list of its own' },
    'node-links': { by: 'a list of its own' },
    'node-cuts': { by: 'a list of its own' },
  }),
  probe: async () => ({ works: true, detail: 'Always there.' }),
  up: async (spec) => new InProcessCluster(spec),
  clean: async () => [],
}

class InProcessCluster implements Cluster {
  readonly backend = 'in-process'
  readonly nodes: readonly InProcessNode[]
  readonly network = new InProcessNetwork()
  readonly provenance = {}

  constructor({ nodes }: ClusterSpec) {
    this.nodes = nodes.map((name) => new InProcessNode(name))
  }

  node(name: string): InProcessNode {
    const node = this.nodes.find((n) => n.name === name)
    if (node === undefined) throw new MurphyError('broken', `The cluster has no node ${name}.`)
    return node
  }

  address(to: string) {
    return this.node(to).listen
  }

  async collectLogs(): Promise<void> {}

  /** Nobody waits any longer for a paused one. */
  async down(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()))
  }
}
