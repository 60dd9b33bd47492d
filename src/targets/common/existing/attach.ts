import { MurphyError } from '../../../op/failure.ts'
import type { Access, Deployment, System } from '../../target.ts'
import { CannotConnect } from '../cannot-connect.ts'
import { Leading } from '../leading.ts'
import { poll } from '../wait.ts'

/** From the end of the owner's command until the server answers. */
const startMs = 30_000

/** What a database brings to a system on servers that run already. */
export interface Own
  extends Pick<System, 'version' | 'connect' | 'classify' | 'sample' | 'ping'>,
    Partial<Pick<System, 'consistency' | 'appends' | 'shells'>> {}

export interface OnServers {
  /** Whether a node says that it leads; rejects where it does not answer. */
  leads(node: string): Promise<boolean>
  /** Rejects where the node does not answer. */
  answers(node: string): Promise<unknown>
  /** Makes the space of the run on the one that leads. */
  make(leader: string): Promise<void>
  remove(): Promise<unknown>
  /** Ends connections of the harness' own. */
  end(): void
  /** What the rest of Murphy sees, once the space is there. */
  own(leader: () => string): Promise<Own>
}

/**
 * Servers that run already, with a space of the run's own. Who leads is what they say themselves: asked with every sample,
 * and at once where a connection cannot be made. Nobody is promoted by Murphy.
 */
export async function attached(
  { cluster, log, record }: Deployment,
  { space }: Access & { readonly space: string },
  servers: OnServers,
): Promise<System> {
  const nodes = cluster.nodes.map(({ name }) => name)
  const leading = new Leading(record)
  const askWhoLeads = async () => {
    const answers = await Promise.all(nodes.map((node) => servers.leads(node).catch(() => false)))
    leading.follow(nodes.filter((_, i) => answers[i]))
  }
  try {
    await askWhoLeads()
    if (leading.node === '') throw new MurphyError('broken', 'None of the servers says that it is the primary.')
    log(`${leading.node} leads; all is made in ${space}, which is dropped at the end`)
    await servers.make(leading.node)
    const { connect, sample, ...own } = await servers.own(() => leading.node)
    return {
      ...own,
      async connect(type, node, owner) {
        try {
          return await connect(type, node, owner)
        } catch (error) {
          if (error instanceof CannotConnect) await askWhoLeads()
          throw error
        }
      },
      primary: () => leading.node,
      async sample() {
        const seen = await sample()
        leading.follow(seen.filter(({ role }) => role === 'primary').map(({ node }) => node))
        return seen
      },
      async start(node) {
        await cluster.node(node).start([])
        await poll({ ms: startMs, everyMs: 100 }, () => servers.answers(node))
      },
      async close() {
        servers.end()
        await servers.remove()
      },
    }
  } catch (error) {
    servers.end()
    throw error
  }
}

/** One version, or each server's. */
export function versionText(title: string, versions: readonly (readonly [node: string, version: string])[]): string {
  const [first] = versions
  const different = versions.some(([, version]) => version !== first?.[1])
  return `${title} ${different ? versions.map(([node, version]) => `${version} (${node})`).join(', ') : first?.[1]}`
}
