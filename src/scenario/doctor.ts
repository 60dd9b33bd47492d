import { faults, missing } from '../../nemesis/registry.ts'
import type { BackendProbe } from '../cluster/cluster.ts'
import { backends } from '../cluster/registry.ts'
import { targets } from '../targets/registry.ts'

export interface BackendHealth extends BackendProbe {
  readonly backend: string
  readonly about: string
  readonly targets: readonly string[]
  /** Each fault on this backend; `lacks` names what neither it nor a target that runs there can do. */
  readonly faults: readonly { readonly fault: string; readonly lacks: readonly string[] }[]
}

/** Tries every backend for real and says which faults it can do. */
export async function doctor(): Promise<BackendHealth[]> {
  return Promise.all(
    backends.map(async (backend) => {
      const here = targets.filter((target) => target.backends[backend.name] !== undefined)
      const offered = here.flatMap((target) => target.capabilities)
      return {
        backend: backend.name,
        about: backend.about,
        ...(await backend.probe()),
        targets: here.map((target) => target.name),
        faults: faults.map((fault) => ({
          fault: fault.name,
          lacks: missing(fault.needs, backend.capabilities, offered),
        })),
      }
    }),
  )
}
