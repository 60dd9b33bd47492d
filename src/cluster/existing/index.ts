import { MurphyError } from '../../op/failure.ts'
import type { Address, Backend, Cluster, ClusterSpec } from '../cluster.ts'
import { layerCapabilities } from '../files/layer.ts'
import { Commands } from './commands.ts'
import { Ledger } from './in-force.ts'
import { OwnersNetwork } from './network.ts'
import { ExistingNode } from './node.ts'
import type { Place } from './place.ts'
import { capabilitiesOf, type Suite } from './suite.ts'
import { undo } from './undo.ts'

const noMachines = 'Murphy has no way to the machines of servers that are not its own'
const noCommand = `${noMachines}, and no suite says how to do it`
const noLinks = "only the links of Murphy's own clients pass its proxies, not those between servers"

const lacks: NonNullable<Backend['lacks']> = {
  'node-links': noLinks,
  'node-cuts': `${noLinks}, and no suite says how to cut these`,
  loss: noLinks,
  corruption: noLinks,
  duplication: noLinks,
  reordering: noLinks,
  bandwidth: noLinks,
  kill: noCommand,
  pause: noCommand,
  clock: noMachines,
  'vdso-clock': noMachines,
  'cpu-limit': noMachines,
  'memory-limit': noMachines,
  'disk-full': noMachines,
  ...Object.fromEntries(layerCapabilities.map((capability) => [capability, noMachines])),
}

/**
 * Servers that run already, reached by their addresses; what clients send passes a proxy. Nothing is done to the servers
 * but what a suite has commands for.
 */
export function existingWith(suite: Suite): Backend {
  const had = capabilitiesOf(suite)
  const lacking = Object.entries(lacks).filter(([capability]) => !had.some((one) => one === capability))
  return {
    name: 'existing',
    about: 'servers of your own that run already (--nodes with their URLs): only links of clients can be struck',
    capabilities: ['partition', 'delay', 'reset', ...had],
    lacks: Object.fromEntries(lacking),
    mechanisms: async () => ({
      partition: { by: 'link proxy' },
      delay: { by: 'link proxy' },
      reset: { by: 'link proxy' },
    }),
    probe: async () => ({ works: true, detail: 'Whether the servers can be reached is seen when --nodes names them.' }),
    async up(spec) {
      const cluster = new ExistingCluster(spec, new Commands(suite, new Ledger(spec.runId, suite)))
      await cluster.network.open()
      return cluster
    },
    // What a target makes on the servers, the target removes.
    clean: undo,
  }
}

/** Without a suite. */
export const existing = existingWith({ commands: {} })

class ExistingCluster implements Cluster {
  readonly backend = 'existing'
  readonly nodes: readonly ExistingNode[]
  readonly network: OwnersNetwork
  readonly provenance = {}

  constructor({ nodes, servers = [] }: ClusterSpec, commands: Commands) {
    const places = nodes.map((name, i): Place => {
      const address = servers[i]
      if (address === undefined) throw new MurphyError('broken', `Nobody said where the server of ${name} is.`)
      return { name, address }
    })
    this.nodes = places.map((place) => new ExistingNode(place, commands))
    this.network = new OwnersNetwork(places, commands)
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

  /** The servers stay, and are left as they were found. */
  async down(): Promise<void> {
    const undone = await Promise.allSettled([this.network.close(), ...this.nodes.map((node) => node.restore())])
    const failed = undone.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
}
