import type { CleanedThing } from '../cluster/cluster.ts'
import { forget, remains } from '../cluster/existing/remains.ts'
import { backends } from '../cluster/registry.ts'
import { byName } from '../op/names.ts'
import { targets } from '../targets/registry.ts'
import { environment } from './admit.ts'
import { readServers, spaceOf } from './servers.ts'

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
  for (const { runId: of, target, servers } of remains(runId)) {
    const space = spaceOf(of)
    try {
      const known = byName('target', targets, target)
      const access = { servers: readServers(servers, known), secret: environment }
      if (await known.existing?.remove(access, space)) cleaned.push({ kind: 'schema', name: space, runId: of })
      forget(of)
    } catch (error) {
      unreachable.push({
        backend: 'existing',
        detail: `${space} on ${servers.join(', ')}: ${(error as Error).message}`,
      })
    }
  }
  return { cleaned, unreachable }
}
