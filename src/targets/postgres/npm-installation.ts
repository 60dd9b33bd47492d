import { join } from 'node:path'
import type { Cluster, Node } from '../../cluster/cluster.ts'
import { empty, run, sh } from '../common/shell.ts'
import { within } from '../common/wait.ts'
import { user } from './config.ts'
import { Connection } from './connection.ts'
import type { Installation, Leader } from './installation.ts'
import { npmPrograms } from './npm-programs.ts'

const answerMs = 15_000

/**
 * PostgreSQL from the npm package: initdb and postgres only, so what pg_rewind and pg_basebackup would do is done by
 * copying files, which the nodes share.
 */
export async function npmInstallation(cluster: Cluster): Promise<Installation> {
  const native = await npmPrograms()
  const bin = join((await cluster.reachable?.(native)) ?? native, 'bin')
  return {
    postgres: join(bin, 'postgres'),

    async initialize() {
      const [first, ...others] = cluster.nodes
      if (first === undefined) return
      await run(first, [
        join(bin, 'initdb'),
        `--pgdata=${first.dataDir}`,
        `--username=${user}`,
        '--auth=trust',
        '--encoding=UTF8',
        '--locale=C',
        '--data-checksums',
        // Small segments of WAL: every promotion and every copy begins a new one.
        '--wal-segsize=1',
        '--no-sync',
        '--no-instructions',
      ])
      for (const node of others) await sh(node, 'cp -a "$1/." "$2"', first.dataDir, node.dataDir)
    },

    async resync(node, leader) {
      await empty(node, node.dataDir)
      await baseBackup(leader, node)
      return 'base backup by copying files'
    },
  }
}

/**
 * A low-level base backup (PostgreSQL 18 documentation, 25.3.4): files may change and vanish while they are copied; the
 * WAL from the backup's start on, which the standby will stream, makes them whole.
 */
async function baseBackup({ node: leader, fromClient }: Leader, node: Node): Promise<void> {
  const connection = await Connection.open(fromClient, { timeoutMs: 3000, name: 'murphy-backup' })
  // The leader may be paused at any moment: nobody waits for it for ever.
  const ask = <Row>(text: string) => within(answerMs, 'a base backup', connection.query<Row>({ text }))
  try {
    await ask("select pg_backup_start('murphy', true)")
    await sh(node, copyScript, leader.dataDir, node.dataDir)
    const { rows } = await ask<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    await node.writeFile(join(node.dataDir, 'backup_label'), rows[0]?.labelfile ?? '')
  } finally {
    connection.close()
  }
}

/**
 * Without what belongs to the running server or is made anew; pg_control last. That files vanish is no error, anything
 * else is.
 */
const copyScript = `
  cd "$1"
  for entry in *; do
    case $entry in
      postmaster.*|pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans) ;;
      *) cp -a "$entry" "$2/" 2>> "$2/copy.errors" || true ;;
    esac
  done
  if grep -v "No such file or directory" "$2/copy.errors" >&2; then exit 1; fi
  rm "$2/copy.errors"
  for made in pg_wal/archive_status pg_wal/summaries \
    pg_replslot pg_dynshmem pg_notify pg_serial pg_snapshots pg_stat_tmp pg_subtrans
  do mkdir -p "$2/$made"; done
  cp -a global/pg_control "$2/global/pg_control"
  chmod -R go-rwx "$2"
`
