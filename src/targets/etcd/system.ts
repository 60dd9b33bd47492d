import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { openSession } from '../common/open-session.ts'
import { terminate } from '../common/program.ts'
import type { System } from '../target.ts'
import { classify } from './errors.ts'
import { EtcdError, Gateway, type LoginOf } from './gateway.ts'
import { Kv } from './kv.ts'
import type { Members } from './members.ts'
import { start, title } from './server.ts'
import { sessions } from './sessions.ts'

const connectMs = 2000

interface Deployed {
  readonly cluster: Cluster
  readonly members: Members
  readonly version: string
  readonly reads: { readonly serializable: boolean }
}

export interface OnServers extends Deployed {
  readonly loginOf?: LoginOf
  /** See `Kv`. */
  readonly prefix?: string
}

/** The part of a system that is the same whoever started the members. */
type Face = Pick<System, 'version' | 'consistency' | 'connect' | 'classify' | 'primary' | 'sample' | 'ping'>

/** What clients and samples see of a cluster. */
export function face({ cluster, members, version, reads, loginOf = () => undefined, prefix = '' }: OnServers): Face {
  return {
    version: `etcd ${version}`,
    consistency: reads.serializable ? 'serializable' : 'strict-serializable',
    async connect<T extends DataTypeName>(type: T, node: string): Promise<DataTypes[T]> {
      const gateway = new Gateway(cluster.address(node, 'client'), loginOf(node))
      try {
        await gateway.call('maintenance/status', {}, connectMs)
      } catch (error) {
        gateway.close()
        throw error
      }
      return openSession(sessions, type, new Kv(gateway, { ...reads, prefix }))
    },
    classify,
    primary: () => members.leader,
    sample: () => members.sample(),
    async ping(address, timeoutMs) {
      const { tls } = loginOf(members.leader) ?? {}
      const gateway = new Gateway(address, tls === undefined ? {} : { tls })
      const answer = gateway.call('maintenance/status', {}, timeoutMs)
      return await answer
        .then(
          () => true,
          (error: unknown) => error instanceof EtcdError,
        )
        .finally(() => gateway.close())
    },
  }
}

/** A deployed cluster as the rest of Murphy sees it. */
export function makeSystem(deployed: Deployed): System {
  const { cluster, members } = deployed
  return {
    ...face(deployed),
    start: (node) => start(cluster, members, node),
    // A leader hands over before it goes (etcdserver.EtcdServer, Stop).
    stop: (node) => terminate(title, cluster.node(node)),
    switchover: () => switchover(cluster, members),
    close: async () => members.close(),
  }
}

/** The leader hands over to the next member (etcdctl move-leader). */
async function switchover(cluster: Cluster, members: Members): Promise<string> {
  await members.sample()
  const { leader } = members
  const next = cluster.nodes.map(({ name }) => name).find((name) => name !== leader)
  const targetID = next === undefined ? undefined : members.idOf(next)
  if (next === undefined || targetID === undefined) throw new Error('there is no other member that could lead')
  await members.call(leader, 'maintenance/transfer-leadership', { targetID }, 5000)
  await members.sample()
  return members.leader
}
