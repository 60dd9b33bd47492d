import { MurphyError } from '../op/failure.ts'
import type { Backend, Cluster, ClusterSpec, Network, Node } from './cluster.ts'

/** Nodes without machines: names for targets that live in the controller's own process, such as `memory`. */
export const inProcess: Backend = {
  name: 'in-process',
  about: 'no machines at all: for targets that live in the controller itself',
  capabilities: [],
  probe: async () => ({ works: true, detail: 'Always there.' }),
  up: async (spec) => new InProcessCluster(spec),
  clean: async () => [],
}

class InProcessCluster implements Cluster {
  readonly backend = 'in-process'
  readonly nodes: readonly Node[]
  readonly network = emptyNetwork
  readonly provenance = {}

  constructor({ nodes }: ClusterSpec) {
    this.nodes = nodes.map(nameOnly)
  }

  node(name: string): Node {
    const node = this.nodes.find((n) => n.name === name)
    if (node === undefined) throw new MurphyError('broken', `The cluster has no node ${name}.`)
    return node
  }

  address(to: string) {
    return this.node(to).listen
  }

  async collectLogs(): Promise<void> {}

  async down(): Promise<void> {}
}

/** Everybody reaches everybody. */
const emptyNetwork: Network = {
  mechanism: 'none',
  mechanismOf: () => undefined,
  async cut(cuts) {
    if (cuts.length > 0) throw cannot('The network')
  },
  async shape(rules) {
    if (rules.length > 0) throw cannot('The network')
  },
  async reset() {
    throw cannot('The network')
  },
  cuts: () => [],
  reaches: async (_from, to, ping) => await ping({ host: to, port: 0 }, 1000),
  measure: async (_from, _to, { count }) => {
    return { sent: count, received: count, medianMs: 0, duplicated: 0, reordered: 0, damaged: 0 }
  },
}

function nameOnly(name: string): Node {
  const refuse = async () => {
    throw cannot(name)
  }
  return {
    name,
    dataDir: '',
    listen: { host: name, port: 0 },
    exec: refuse,
    writeFile: refuse,
    readFile: refuse,
    start: refuse,
    kill: refuse,
    signal: refuse,
    pause: refuse,
    resume: refuse,
    state: async () => 'running',
    logTail: async () => '',
  }
}

function cannot(what: string): MurphyError {
  return new MurphyError('broken', `${what} was to be acted on, but lives in the controller's own process.`, {
    hint: 'Choose a target with real servers: `murphy list targets`.',
  })
}
