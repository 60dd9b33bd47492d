import { MurphyError } from '../../op/failure.ts'
import type { Address, Backend, Cluster, ClusterSpec } from '../cluster.ts'
import { layerCapabilities } from '../files/layer.ts'
import { LinkProxyNetwork } from '../process/links/link-proxy-network.ts'
import { ExistingNode } from './node.ts'

const noMachines = 'Murphy has no way to the machines of servers that are not its own'
const noLinks = "only the links of Murphy's own clients pass its proxies, not those between servers"

/** Servers that run already, reached by their addresses. Nothing is started or stopped; what clients send passes a proxy. */
export const existing: Backend = {
  name: 'existing',
  about: 'servers of your own that run already (--nodes with their URLs): only links of clients can be struck',
  capabilities: ['partition', 'delay', 'reset'],
  lacks: {
    'node-links': noLinks,
    loss: noLinks,
    corruption: noLinks,
    duplication: noLinks,
    reordering: noLinks,
    bandwidth: noLinks,
    kill: noMachines,
    pause: noMachines,
    clock: noMachines,
    'cpu-limit': noMachines,
    'memory-limit': noMachines,
    'disk-full': noMachines,
    ...Object.fromEntries(layerCapabilities.map((capability) => [capability, noMachines])),
  },
  mechanisms: async () => ({
    partition: { by: 'link proxy' },
    delay: { by: 'link proxy' },
    reset: { by: 'link proxy' },
  }),
  probe: async () => ({ works: true, detail: 'Whether the servers can be reached is seen when --nodes names them.' }),
  async up(spec) {
    const cluster = new ExistingCluster(spec)
    await cluster.network.open()
    return cluster
  },
  // Nothing of its own outlives the controller. What a target makes on the servers, the target removes.
  clean: async () => [],
}

class ExistingCluster implements Cluster {
  readonly backend = 'existing'
  readonly nodes: readonly ExistingNode[]
  readonly network: LinkProxyNetwork
  readonly provenance = {}

  constructor({ nodes, servers = [] }: ClusterSpec) {
    const addresses = new Map<string, Address>()
    this.nodes = nodes.map((name, i) => {
      const address = servers[i]
      if (address === undefined) throw new MurphyError('broken', `Nobody said where the server of ${name} is.`)
      addresses.set(name, address)
      return new ExistingNode(name, address)
    })
    this.network = new LinkProxyNetwork(addresses, { clientsOnly: true })
  }

  node(name: string): ExistingNode {
    const node = this.nodes.find((n) => n.name === name)
    if (node === undefined) throw new MurphyError('broken', `The cluster has no node ${name}.`)
    return node
  }

  address(to: string, from: string): Address {
    return this.network.address(to, from)
  }

  /** They are where the servers' owner keeps them. */
  async collectLogs(): Promise<void> {}

  down(): Promise<void> {
    return this.network.close()
  }
}
