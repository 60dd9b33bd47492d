import { MurphyError } from '../op/failure.ts'
import { checkSystem, checkTarget } from './check-target.ts'
import { etcd } from './etcd/index.ts'
import { mariadb } from './mariadb/index.ts'
import { memory } from './memory/index.ts'
import { mongodb } from './mongodb/index.ts'
import { mysql } from './mysql/index.ts'
import { patroni } from './patroni/index.ts'
import { postgres } from './postgres/index.ts'
import { redis } from './redis/index.ts'
import type { Target } from './target.ts'
import { zookeeper } from './zookeeper/index.ts'

const own: readonly Target[] = [postgres, patroni, mysql, mariadb, etcd, mongodb, redis, zookeeper, memory]

const all = [...own]

/** Every target, found by name with `byName`: Murphy's own, and those that were added. */
export const targets: readonly Target[] = all

/**
 * Makes a target of the user's own known by its name, in place of an earlier one that was added under it. Throws
 * MurphyError `usage` for what is no target, with all that is wrong with it, and for the name of one of Murphy's.
 */
export function addTarget(given: Target, source = 'What was given to addTarget'): void {
  const target = checkTarget(given, source)
  const { name } = target
  if (own.some((one) => one.name === name))
    throw new MurphyError('usage', `${source} is called "${name}", as one of Murphy's own targets is.`, {
      hint: 'Give it another name.',
    })
  const before = all.findIndex((one) => one.name === name)
  const checked: Target = {
    ...target,
    deploy: async (deployment) => checkSystem(await target.deploy(deployment), name),
  }
  all.splice(before === -1 ? all.length : before, before === -1 ? 0 : 1, checked)
}
