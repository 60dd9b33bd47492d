import { docker } from '../../../src/cluster/docker/index.ts'
import { etcd } from '../../../src/targets/etcd/index.ts'
import { type Deployed, deployed as deployedOn } from '../deployed.ts'

export type { Deployed }

/** Three real members. */
export function deployed(setting = 'linearizable'): Promise<Deployed> {
  return deployedOn(etcd, { setting, backend: docker })
}
