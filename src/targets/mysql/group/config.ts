import type { Cluster, Node } from '../../../cluster/cluster.ts'
import type { Options } from '../../../op/option.ts'
import { common, configOf, type Lines, text } from '../config.ts'
import { consistencyOf, type GroupSetting } from './settings.ts'

/** The port on which members speak to each other (XCom). */
export const memberPort = 33061

/** Writes the configuration of a stopped member. It joins no group by itself: who started it tells it to. */
export async function configure(cluster: Cluster, node: Node, setting: GroupSetting, options: Options): Promise<void> {
  await node.writeFile(
    configOf(node),
    text([...common(cluster, node, options), ...groupLines(cluster, node, setting, options)]),
  )
}

function groupLines(cluster: Cluster, node: Node, { group }: GroupSetting, options: Options): Lines {
  const hosts = cluster.nodes.map(({ name }) => cluster.address(name, node.name).host)
  const single = group === 'single-primary'
  const settings = {
    group_name: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
    start_on_boot: 'OFF',
    bootstrap_group: 'OFF',
    local_address: `${cluster.address(node.name, node.name).host}:${memberPort}`,
    group_seeds: hosts.map((host) => `${host}:${memberPort}`).join(','),
    ip_allowlist: hosts.join(','),
    single_primary_mode: single ? 'ON' : 'OFF',
    enforce_update_everywhere_checks: single ? 'OFF' : 'ON',
    recovery_get_public_key: 'ON',
    recovery_reconnect_interval: 2,
    // The least that there is, in bytes; the default is 1 GiB a member.
    message_cache_size: 134_217_728,
    consistency: consistencyOf(options),
    member_expel_timeout: Number(options['expel-timeout'] ?? 5),
    unreachable_majority_timeout: Number(options['unreachable-majority-timeout'] ?? 0),
  }
  return [
    ['plugin_load_add', 'group_replication.so'],
    // Members of a group are read-only until the group has made them something else.
    ['super_read_only', 'ON'],
    ...Object.entries(settings).map(([name, value]) => [`loose_group_replication_${name}`, value] as const),
  ]
}
