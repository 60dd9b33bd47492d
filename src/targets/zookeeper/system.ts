import type { Cluster } from '../../cluster/cluster.ts'
import { openSession } from '../common/open-session.ts'
import { terminate } from '../common/program.ts'
import type { System } from '../target.ts'
import { Client } from './client.ts'
import { Connection, type Login } from './connection.ts'
import { type Ensemble, ping } from './ensemble.ts'
import { classify } from './errors.ts'
import { start, title } from './server.ts'
import { sessions } from './sessions.ts'

const connectMs = 2000

interface Deployed {
  readonly cluster: Cluster
  readonly ensemble: Ensemble
  readonly version: string
  readonly reads: { readonly syncs: boolean }
}

export interface OnServers extends Deployed {
  /** By node; default: as nobody. */
  readonly loginOf?: (node: string) => Login | undefined
  /** See `Client`. */
  readonly root?: string
}

/** The part of a system that is the same whoever started the servers. */
type Face = Pick<System, 'version' | 'connect' | 'classify' | 'primary' | 'sample' | 'ping'>

/** What clients and samples see of an ensemble. */
export function face({ cluster, ensemble, version, reads, loginOf, root = '' }: OnServers): Face {
  return {
    version: `ZooKeeper ${version}`,
    async connect(type, node) {
      const connection = await Connection.open(cluster.address(node, 'client'), connectMs, loginOf?.(node))
      return openSession(sessions, type, new Client(connection, { syncs: reads.syncs, root }))
    },
    classify,
    primary: () => ensemble.leader,
    sample: () => ensemble.sample(),
    ping,
  }
}

/** A deployed ensemble as the rest of Murphy sees it. */
export function makeSystem(deployed: Deployed): System {
  const { cluster } = deployed
  return {
    ...face(deployed),
    start: (node) => start(cluster, cluster.node(node)),
    stop: (node) => terminate(title, cluster.node(node)),
    close: async () => {},
  }
}
