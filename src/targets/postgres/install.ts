import type { Cluster } from '../../cluster/cluster.ts'
import { imageInstallation } from './image-installation.ts'
import type { Installation } from './installation.ts'
import { npmInstallation } from './npm-installation.ts'

/** Programs of the controller's machine where the nodes can share them, else those of the nodes' image. */
export async function install(cluster: Cluster): Promise<Installation> {
  return cluster.reachable === undefined ? imageInstallation(cluster) : await npmInstallation(cluster)
}
