import { join } from 'node:path'
import type { Cluster, Node } from '../../cluster/cluster.ts'
import { tuning, user } from '../postgres/config.ts'
import type { Dcs } from './dcs.ts'
import type { PatroniSetting } from './settings.ts'
import type { Timing } from './timing.ts'

/** Patroni's REST API. */
export const restPort = 8008
const etcdPort = 2379
const etcdPeerPort = 2380

/** How the cluster is to run. */
export interface Plan {
  readonly setting: PatroniSetting
  readonly timing: Timing
  readonly dcs: Dcs
}

/** patroni.yml of a node, as JSON, which YAML includes. What is below `bootstrap` counts for the first node only. */
export function patroniYml(cluster: Cluster, node: Node, { setting, timing, dcs }: Plan): string {
  const hostOf = (name: string) => cluster.address(name, name).host
  const host = hostOf(node.name)
  return JSON.stringify({
    scope: 'murphy',
    name: node.name,
    restapi: { listen: `0.0.0.0:${restPort}`, connect_address: `${host}:${restPort}` },
    [dcs]: { hosts: cluster.nodes.map(({ name }) => `${hostOf(name)}:${etcdPort}`) },
    bootstrap: {
      dcs: {
        ...timing,
        ...setting.dynamic,
        maximum_lag_on_failover: 1_048_576,
        postgresql: { use_pg_rewind: true, parameters: tuning },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, { auth: 'trust' }, 'data-checksums', 'no-sync'],
    },
    postgresql: {
      listen: `${node.listen.host}:${node.listen.port}`,
      connect_address: `${host}:${node.listen.port}`,
      data_dir: join(node.dataDir, 'postgres'),
      pgpass: join(node.dataDir, 'pgpass'),
      authentication: { superuser: { username: user }, replication: { username: user } },
      basebackup: [{ checkpoint: 'fast' }, 'no-sync'],
      // Trust: only the run's own network reaches the port.
      pg_hba: ['local all all trust', 'host all all all trust', 'host replication all all trust'],
      parameters: { unix_socket_directories: node.dataDir },
      // What a rewind could not mend is copied anew, as operators have it who want their nodes back by themselves.
      remove_data_directory_on_rewind_failure: true,
      remove_data_directory_on_diverged_timelines: true,
    },
  })
}

/** Where the member of etcd on a node serves. */
export const etcdUrl = (cluster: Cluster, node: Node) =>
  `http://${cluster.address(node.name, node.name).host}:${etcdPort}`

/** The member of etcd on a node; it answers to both APIs. */
export function etcdArguments(cluster: Cluster, node: Node): string[] {
  const hostOf = (name: string) => cluster.address(name, name).host
  const peer = (name: string) => `http://${hostOf(name)}:${etcdPeerPort}`
  const client = etcdUrl(cluster, node)
  return Object.entries({
    name: node.name,
    'data-dir': join(node.dataDir, 'etcd'),
    'listen-peer-urls': peer(node.name),
    'initial-advertise-peer-urls': peer(node.name),
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'initial-cluster': cluster.nodes.map(({ name }) => `${name}=${peer(name)}`).join(','),
    'initial-cluster-state': 'new',
    logger: 'zap',
    'log-level': 'warn',
    'enable-v2': 'true',
  }).map(([name, value]) => `--${name}=${value}`)
}
