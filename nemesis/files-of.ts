import type { Node } from '../src/cluster/cluster.ts'
import type { FileLayer } from '../src/cluster/files/layer.ts'

export function filesOf({ name, files }: Node): FileLayer {
  if (files === undefined) throw new Error(`nothing stands under the files of ${name}`)
  return files
}
