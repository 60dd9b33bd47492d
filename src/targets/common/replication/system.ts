import type { System } from '../../target.ts'
import { NotInService } from '../not-in-service.ts'
import type { Context } from './context.ts'
import { Manager } from './manager.ts'

/** What a database brings to a system whose failover is Murphy's own. */
type Own = Pick<System, 'version' | 'connect' | 'classify' | 'sample'> &
  Partial<Pick<System, 'consistency' | 'appends' | 'shells' | 'commitWaits'>>

/** A deployed cluster as the rest of Murphy sees it. `closed` ends what the database's own parts keep open. */
export function managedSystem(context: Context, own: Own, closing: AbortController, closed: () => void): System {
  const { database, roles } = context
  const manager = new Manager(context)
  return {
    ...own,
    async connect(type, node) {
      if (roles.withheld && node === roles.leader) throw new NotInService(`${node} is not in service yet`)
      return await own.connect(type, node)
    },
    primary: () => roles.leader,
    ping: database.ping,
    start: (node) => manager.start(node),
    keepsDown: (node) => roles.fenced.has(node) || roles.unusable.has(node),
    stop: (node) => database.shutDown(node),
    failover: (options) => manager.failover(options?.choose),
    switchover: () => manager.switchover(),
    remove: (node) => manager.remove(node),
    watch: () => manager.watch(),
    async close() {
      closing.abort()
      await manager.close()
      closed()
    },
  }
}
