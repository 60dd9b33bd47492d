import { etcd } from './etcd/index.ts'
import { mariadb } from './mariadb/index.ts'
import { memory } from './memory/index.ts'
import { mongodb } from './mongodb/index.ts'
import { mysql } from './mysql/index.ts'
import { patroni } from './patroni/index.ts'
import { postgres } from './postgres/index.ts'
import { redis } from './redis/index.ts'
import type { Target } from './target.ts'

/** Every target, found by name with `byName`. */
export const targets: readonly Target[] = [postgres, patroni, mysql, mariadb, etcd, mongodb, redis, memory]
