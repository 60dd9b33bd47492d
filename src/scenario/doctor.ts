import { faults, missing } from '../../nemesis/registry.ts'
import type { BackendProbe } from '../cluster/cluster.ts'
import { backends } from '../cluster/registry.ts'
import { targets } from '../targets/registry.ts'

export interface BackendHealth extends BackendProbe {
  readonly backend: string
  readonly about: string
  readonly targets: readonly string[]
  /** Each fault on this backend; `lacks` names what the backend cannot do. */
  readonly faults: readonly { readonly fault: string; readonly lacks: readonly string[] }[]
}

/** Tries every backend for real and says which faults it can do. */
export async function doctor(): Promise<BackendHealth[]> {
  return Promise.all(
    backends.map(async (backend) => ({
      backend: backend.name,
      about: backend.about,
      ...(await backend.probe()),
      targets: targets.filter((target) => target.backends[backend.name] !== undefined).map((target) => target.name),
      faults: faults.map((fault) => ({
        fault: fault.name,
        lacks: missing(fault.needs, backend.capabilities, ['primaries', 'failover', 'lag']),
      })),
    })),
  )
}
