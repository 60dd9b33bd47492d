import { changesOnly } from '../../common/changes-only.ts'
import { ping } from '../../mysql/ping.ts'
import type { Deployment, System } from '../../target.ts'
import { galeraConfig } from '../config.ts'
import { classify } from '../errors.ts'
import { serverOptions } from '../options.ts'
import { monitorOf, sessionsOn, versionOf } from '../sessions-on.ts'
import { Members } from './members.ts'
import { sample } from './sample.ts'

/** A Galera cluster of all nodes. May be called again after it failed. */
export async function deployGalera({ cluster, options, log, record }: Deployment): Promise<System> {
  const names = cluster.nodes.map(({ name }) => name)
  const monitor = monitorOf(cluster)
  const closing = new AbortController()
  const members = new Members({
    cluster,
    monitor,
    configFor: (node) => galeraConfig(cluster, node, serverOptions(options)),
    log,
    record: changesOnly(record),
    closing: closing.signal,
  })
  let serving = names[0] ?? ''
  try {
    await members.found()
    const version = await versionOf(monitor, serving)
    const { wsrep } = await monitor.ask<{ wsrep: string }>(serving, wsrepQuery, 2000)
    return {
      version: `MariaDB ${version}, Galera 26.${wsrep}`,
      ...sessionsOn(cluster, options),
      classify,
      primary: () => serving,
      async sample() {
        const seen = await sample(monitor, names)
        const serve = seen.filter(({ role }) => role === 'primary').map(({ node }) => node)
        if (!serve.includes(serving)) serving = serve[0] ?? serving
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

/** As `4.23`, of Galera 26.4.23: 26 is the version of the interface between server and library. */
const wsrepQuery = {
  text: `select substring_index(variable_value, '(', 1) as wsrep from information_schema.global_status
    where variable_name = 'wsrep_provider_version'`,
}
