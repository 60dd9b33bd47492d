import type { Cluster } from '../../../src/cluster/cluster.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import { etcd } from '../../../src/targets/etcd/index.ts'
import type { System } from '../../../src/targets/target.ts'

export interface Deployed {
  readonly cluster: Cluster
  readonly system: System
  down(): Promise<void>
}

/** Three real members. */
export async function deployed(setting = 'linearizable'): Promise<Deployed> {
  const runId = `test-${process.pid}-${Math.floor(Math.random() * 1e6)}`
  const nodes = ['n1', 'n2', 'n3']
  const cluster = await docker.up({ runId, nodes, port: 2379, image: 'etcd', log: () => {} })
  try {
    const system = await etcd.deploy({ cluster, setting, options: {}, seed: 1, log: () => {}, record: () => {} })
    return {
      cluster,
      system,
      async down() {
        await system.close()
        await cluster.down()
      },
    }
  } catch (error) {
    await cluster.down()
    throw error
  }
}
