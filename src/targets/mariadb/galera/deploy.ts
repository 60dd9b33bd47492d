import { changesOnly } from '../../common/changes-only.ts'
import { Leading } from '../../common/leading.ts'
import { ping } from '../../mysql/ping.ts'
import { monitorOf, sessionsOn } from '../../mysql/sessions-on.ts'
import type { Deployment, System } from '../../target.ts'
import { classify } from '../errors.ts'
import { levelsOf } from '../isolation.ts'
import { serverOptions } from '../options.ts'
import { galeraConfig } from './config.ts'
import { lookFirst } from './look.ts'
import { Members } from './members.ts'
import { sample } from './sample.ts'

/** A Galera cluster of all nodes. May be called again after it failed. */
export async function deployGalera(deployment: Deployment): Promise<System> {
  const { cluster, options, log, record } = deployment
  const names = cluster.nodes.map(({ name }) => name)
  const monitor = monitorOf(cluster, [lookFirst])
  const closing = new AbortController()
  const members = new Members({
    cluster,
    monitor,
    configFor: (node) => galeraConfig(cluster, node, serverOptions(options)),
    log,
    record: changesOnly(record),
    closing: closing.signal,
  })
  const serving = new Leading(record)
  try {
    await members.found()
    serving.follow(names)
    const { version, wsrep } = await monitor.ask<{ version: string; wsrep: string }>(serving.node, versionQuery, 2000)
    return {
      version: `MariaDB ${version}, Galera 26.${wsrep}`,
      ...sessionsOn(deployment, { levels: levelsOf(options) }),
      classify,
      primary: () => serving.node,
      async sample() {
        const seen = await sample(monitor, names)
        serving.follow(seen.filter(({ role }) => role === 'primary').map(({ node }) => node))
        return seen
      },
      ping,
      start: (node) => members.start(node),
      keepsDown: (node) => members.keepsDown(node),
      stop: (node) => members.stop(node),
      remove: (node) => members.remove(node),
      async close() {
        closing.abort()
        await members.close()
        monitor.close()
      },
    }
  } catch (error) {
    monitor.close()
    throw error
  }
}

/** As `10.11.19`, and `4.23` of Galera 26.4.23: 26 is the version of the interface between server and library. */
const versionQuery = {
  text: `select substring_index(@@version, '-', 1) as version, substring_index(variable_value, '(', 1) as wsrep
    from information_schema.global_status where variable_name = 'wsrep_provider_version'`,
}
