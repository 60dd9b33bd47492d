import type { CleanedThing } from '../cluster/cluster.ts'
import { backends } from '../cluster/registry.ts'

export interface Cleaned {
  readonly cleaned: readonly CleanedThing[]
  /** Backends that could not be asked, for instance an engine that is not running. */
  readonly unreachable: readonly { readonly backend: string; readonly detail: string }[]
}

/** Removes what runs with a dead controller left, on every backend that answers. */
export async function clean(runId?: string): Promise<Cleaned> {
  const cleaned: CleanedThing[] = []
  const unreachable: { backend: string; detail: string }[] = []
  for (const backend of backends) {
    const probe = await backend.probe()
    if (probe.works) cleaned.push(...(await backend.clean(runId === undefined ? {} : { runId })))
    else unreachable.push({ backend: backend.name, detail: probe.detail })
  }
  return { cleaned, unreachable }
}
