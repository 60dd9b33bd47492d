import type { Address, Cluster } from '../../cluster/cluster.ts'
import { empty, run, sh } from '../common/shell.ts'
import { within } from '../common/wait.ts'
import { database, user } from './config.ts'
import { Connection } from './connection.ts'
import type { Installation } from './installation.ts'

const checkpointMs = 20_000

/**
 * PostgreSQL as an image brings it (docker/postgres): all programs are on the PATH, and $MURPHY_TEMPLATE is a data folder
 * made when the image was built. Standbys share its system identifier, so they need no base backup.
 */
export function imageInstallation(cluster: Cluster): Installation {
  return {
    postgres: 'postgres',

    async initialize() {
      await Promise.all(
        cluster.nodes.map((node) => sh(node, 'cp -a "$MURPHY_TEMPLATE/." "$1" && chmod 700 "$1"', node.dataDir)),
      )
    },

    /**
     * First pg_rewind, which copies only what differs; where it cannot, a whole base backup. The leader's checkpoint comes
     * before: pg_rewind reads the leader's timeline from its control file.
     */
    async resync(node, { address, fromClient }) {
      await checkpoint(fromClient)
      const server = `host=${address.host} port=${address.port} user=${user} connect_timeout=3`
      try {
        await run(node, [
          'pg_rewind',
          `--target-pgdata=${node.dataDir}`,
          `--source-server=${server} dbname=${database}`,
          '--no-sync',
        ])
        return 'pg_rewind'
      } catch {
        await empty(node, node.dataDir)
        await run(node, [
          'pg_basebackup',
          `--pgdata=${node.dataDir}`,
          `--dbname=${server}`,
          '--checkpoint=fast',
          '--wal-method=stream',
          '--no-sync',
        ])
        return 'pg_basebackup'
      }
    },
  }
}

async function checkpoint(leader: Address): Promise<void> {
  const connection = await Connection.open(leader, { timeoutMs: 3000, name: 'murphy-rewind' })
  try {
    await within(checkpointMs, 'a checkpoint', connection.query({ text: 'checkpoint' }))
  } finally {
    connection.close()
  }
}
