import { etcdFindings } from './etcd.ts'
import type { Finding } from './finding.ts'
import { mariadbFindings } from './mariadb.ts'
import { memoryFindings } from './memory.ts'
import { mongodbFindings } from './mongodb.ts'
import { mysqlFindings } from './mysql.ts'
import { patroniFindings } from './patroni.ts'
import { postgresFindings } from './postgres.ts'
import { redisFindings } from './redis.ts'
import { zookeeperFindings } from './zookeeper.ts'

/** Every finding, in the order in which `murphy findings` runs them. */
export const findings: readonly Finding[] = [
  ...memoryFindings,
  ...postgresFindings,
  ...mysqlFindings,
  ...mariadbFindings,
  ...patroniFindings,
  ...mongodbFindings,
  ...etcdFindings,
  ...redisFindings,
  ...zookeeperFindings,
]
