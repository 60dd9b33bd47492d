import type { Cluster } from '../../cluster/cluster.ts'
import { openSession } from '../common/open-session.ts'
import { terminate } from '../common/program.ts'
import type { System } from '../target.ts'
import { Client } from './client.ts'
import { Connection } from './connection.ts'
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

/** A deployed ensemble as the rest of Murphy sees it. */
export function makeSystem({ cluster, ensemble, version, reads }: Deployed): System {
  return {
    version: `ZooKeeper ${version}`,
    async connect(type, node) {
      const connection = await Connection.open(cluster.address(node, 'client'), connectMs)
      return openSession(sessions, type, new Client(connection, reads))
    },
    classify,
    primary: () => ensemble.leader,
    sample: () => ensemble.sample(),
    ping,
    start: (node) => start(cluster, cluster.node(node)),
    stop: (node) => terminate(title, cluster.node(node)),
    close: async () => {},
  }
}
