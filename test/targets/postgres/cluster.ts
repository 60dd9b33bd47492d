import type { Backend, BackendCapability } from '../../../src/cluster/cluster.ts'
import { processes } from '../../../src/cluster/process/index.ts'
import { postgres } from '../../../src/targets/postgres/index.ts'
import { type Deployed, deployed as deployedOf } from '../deployed.ts'

export { add, type Deployed, elements, eventually, isolation, roles, setUp } from '../deployed.ts'

/** Three real servers of PostgreSQL. */
export function deployed(
  setting: string,
  options: Record<string, string | number> = {},
  backend: Backend = processes,
  needs: readonly BackendCapability[] = [],
): Promise<Deployed> {
  return deployedOf(postgres, { setting, options, backend, needs })
}
