import type { Node } from '../../../cluster/cluster.ts'
import { sh } from '../../common/shell.ts'
import { configOf, dataOf } from '../../mysql/config.ts'

/** How far a stopped member has come, from its own data: the log of InnoDB is replayed. -1: it does not know. */
export async function positionOf(node: Node): Promise<number> {
  const { stdout } = await node.exec(['galera_recovery', `--defaults-file=${configOf(node)}`], { timeoutMs: 30_000 })
  return parsePosition(stdout)
}

/** Of `--wsrep_start_position=<uuid of the cluster>:<number of the last write set>`; more may follow after a comma. */
export function parsePosition(said: string): number {
  return Number(/:(-?\d+)/.exec(said)?.[1] ?? -1)
}

/** Lets a stopped member begin a cluster, as an operator does who knows that no other has more. */
export async function allowBootstrap(node: Node): Promise<void> {
  const script = `sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' "$1/grastate.dat"; rm -f "$1/gvwstate.dat"`
  await sh(node, script, dataOf(node))
}
