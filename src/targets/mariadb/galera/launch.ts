import type { Node } from '../../../cluster/cluster.ts'
import { configOf } from '../../mysql/config.ts'

/**
 * Starts the server of a stopped member. It first reads from its own data how far it had come, as Debian's service unit
 * does: after a crash its grastate.dat does not say, and it would ask for all data anew. One without data knows nothing.
 */
export async function launch(node: Node, ...options: readonly string[]): Promise<void> {
  const script = [
    'config=$1; shift',
    'position=$(galera_recovery --defaults-file="$config") || exit 1',
    'exec mariadbd --defaults-file="$config" $position "$@"',
  ].join('\n')
  await node.start(['sh', '-c', script, 'mariadb', configOf(node), ...options], { env: { LC_ALL: 'C.UTF-8' } })
}
