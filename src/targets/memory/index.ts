import { MurphyError } from '../../op/failure.ts'
import type { Deployment, System, Target } from '../target.ts'
import { flaws, isFlaw } from './flaws.ts'
import { ClosedSession, sessions } from './sessions.ts'
import { Store } from './store.ts'
import { NodeIsDown, NodeWentDown, throughNode } from './through-node.ts'

/** What the errors of sessions are called. */
const kinds = [
  [ClosedSession, 'session-closed'],
  [NodeIsDown, 'node-down'],
  [NodeWentDown, 'node-went-down'],
] as const

/** An in-process store with planted flaws: Murphy tests itself on it in milliseconds. */
export const memory: Target = {
  name: 'memory',
  title: 'Memory',
  about: 'an in-process store, linearizable unless told otherwise, with planted flaws for testing Murphy itself',
  settings: [
    {
      name: 'single',
      about: 'one store behind all nodes',
      claims: [
        {
          kind: 'durability',
          promise: 'acknowledged-writes-survive-failover',
          text: 'There is one store and no failover: an acknowledged write stays.',
          source: 'src/targets/memory',
        },
        {
          kind: 'consistency',
          promise: 'linearizable',
          text: 'Every op takes effect in one instant between its invocation and its answer.',
          source: 'src/targets/memory',
        },
      ],
    },
  ],
  options: [
    { name: 'flaw', about: 'the flaw to plant', values: Object.keys(flaws), default: 'none' },
    { name: 'flaw-every', about: 'one op in this many shows the flaw; 0 for none', default: 20 },
    { name: 'latency', about: 'mean time of an op, ms', default: 0 },
    { name: 'late-by', about: 'how late a late answer is, ms', default: 3000 },
  ],
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: { 'in-process': { port: 0 } },
  capabilities: ['primaries'],
  deploy: async (deployment) => system(deployment),
}

function system({ cluster, options, seed }: Deployment): System {
  const flaw = options.flaw ?? 'none'
  if (!isFlaw(flaw)) {
    throw new MurphyError('usage', `The memory target has no flaw "${flaw}".`, {
      hint: `Known: ${Object.keys(flaws).join(', ')}.`,
    })
  }
  const store = new Store({
    flaw,
    flawEvery: Number(options['flaw-every'] ?? 20),
    latencyMs: Number(options.latency ?? 0),
    lateByMs: Number(options['late-by'] ?? 3000),
    seed,
  })
  const nodes = cluster.nodes.map((node) => node.name)
  const first = nodes[0] ?? ''
  return {
    version: 'in-process',
    consistency: 'strict-serializable',
    async connect(type, node) {
      if (!nodes.includes(node)) throw new Error(`there is no node ${node}`)
      const at = cluster.node(node)
      if ((await at.state()) === 'stopped') throw new NodeIsDown(`${node} is down`)
      return throughNode(sessions[type](store), at)
    },
    classify: (error) => ({
      kind: kinds.find(([type]) => error instanceof type)?.[1] ?? 'unexpected',
      message: error instanceof Error ? error.message : String(error),
      definite: error instanceof ClosedSession || error instanceof NodeIsDown,
      fatal: true,
    }),
    primary: () => first,
    sample: () =>
      Promise.all(
        cluster.nodes.map(async (node) => {
          const { name } = node
          if ((await node.state()) !== 'running') return { node: name, role: 'down' as const }
          const role = name === first ? ('primary' as const) : ('standby' as const)
          return { node: name, role, position: String(store.writes), lagBytes: 0 }
        }),
      ),
    ping: async ({ host }) => (await cluster.node(host).state()) === 'running',
    start: (node) => cluster.node(node).start([]),
    close: async () => store.close(),
  }
}
