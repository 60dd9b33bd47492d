import type { Node } from '../../cluster/cluster.ts'
import { empty, sh } from '../common/shell.ts'
import { dataOf } from './config.ts'

/** Gives a stopped node a copy of the data that the image was built with, and nothing else. */
export async function install(node: Node): Promise<void> {
  await empty(node, node.dataDir)
  await sh(node, 'cp -a "$MURPHY_TEMPLATE" "$1"', dataOf(node))
}
