import type { Cluster } from '../../cluster/cluster.ts'
import { Monitor } from '../sql/monitor.ts'
import { Connection } from './connection.ts'
import type { LoginOf } from './login.ts'

export function monitorOf(cluster: Cluster, loginOf: LoginOf = () => undefined): Monitor {
  return new Monitor((node, ms) =>
    Connection.open(cluster.address(node, 'client'), {
      timeoutMs: ms,
      name: 'murphy-monitor',
      login: loginOf(node),
    }),
  )
}
