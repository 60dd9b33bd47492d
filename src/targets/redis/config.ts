import type { Address } from '../../cluster/cluster.ts'
import type { SentinelSetting } from './settings.ts'

/** What the sentinels call the cluster. */
export const master = 'murphy'
export const sentinelPort = 26379

export interface ServerConfig {
  readonly dataDir: string
  readonly port: number
  readonly setting: SentinelSetting
  readonly maxLag: number
  readonly appendOnly: boolean
  readonly fsync: string
  /** Whom it follows; absent on the master. */
  readonly follows?: Address | undefined
}

/**
 * redis.conf. Open to the run's own network only, so without a password. Time-outs of replication are short, so that a
 * cut link is noticed within the run.
 */
export function redisConf(config: ServerConfig): string {
  const { dataDir, port, setting, maxLag, appendOnly, fsync, follows } = config
  return lines([
    'bind 0.0.0.0',
    'protected-mode no',
    `port ${port}`,
    `dir ${dataDir}`,
    'save ""',
    `appendonly ${appendOnly ? 'yes' : 'no'}`,
    `appendfsync ${fsync}`,
    'repl-diskless-sync-delay 0',
    'repl-ping-replica-period 1',
    'repl-timeout 5',
    `min-replicas-to-write ${setting.minReplicas}`,
    `min-replicas-max-lag ${maxLag}`,
    ...(follows === undefined ? [] : [`replicaof ${follows.host} ${follows.port}`]),
  ])
}

export interface SentinelConfig {
  readonly dataDir: string
  readonly master: Address
  /** How many sentinels must find the master down: a majority. */
  readonly quorum: number
  readonly downAfterMs: number
}

/** sentinel.conf, which the sentinel writes anew whenever it learns something. */
export function sentinelConf({ dataDir, master: { host, port }, quorum, downAfterMs }: SentinelConfig): string {
  return lines([
    'bind 0.0.0.0',
    'protected-mode no',
    `port ${sentinelPort}`,
    `dir ${dataDir}`,
    // The server's log stays its own: its end says why it did not start.
    'logfile /var/log/murphy/sentinel.log',
    `sentinel monitor ${master} ${host} ${port} ${quorum}`,
    `sentinel down-after-milliseconds ${master} ${downAfterMs}`,
    `sentinel failover-timeout ${master} ${3 * downAfterMs}`,
  ])
}

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join('')
