import type { CleanedThing } from '../cluster/cluster.ts'
import { forget, remains } from '../cluster/existing/remains.ts'
import { backends } from '../cluster/registry.ts'
import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { poll } from '../targets/common/wait.ts'
import { targets } from '../targets/registry.ts'
import { environment } from './admit.ts'
import { readServers, spaceOf } from './servers.ts'

export interface Cleaned {
  readonly cleaned: readonly CleanedThing[]
  /**
   * Backends that could not be asked, for instance an engine that is not running. `failed`: there is something to
   * clean, and it could not be done.
   */
  readonly unreachable: readonly { readonly backend: string; readonly detail: string; readonly failed?: true }[]
}

/** A server that was only just started again may take so long until something can be removed there. */
const startMs = 30_000

/**
 * Removes what runs with a dead controller left, on every backend that answers. `log` is told of commands of the user's
 * own before they are run.
 */
export async function clean(runId?: string, log: (line: string) => void = () => {}): Promise<Cleaned> {
  const cleaned: CleanedThing[] = []
  const unreachable: Cleaned['unreachable'][number][] = []
  for (const backend of backends) {
    const probe = await backend.probe()
    try {
      if (probe.works) cleaned.push(...(await backend.clean({ log, ...(runId === undefined ? {} : { runId }) })))
      else unreachable.push({ backend: backend.name, detail: probe.detail })
    } catch (error) {
      if (!(error instanceof MurphyError)) throw error
      unreachable.push({ backend: backend.name, detail: error.message, failed: true })
    }
  }
  for (const { runId: of, target, servers } of remains(runId)) {
    const space = spaceOf(of)
    try {
      const known = byName('target', targets, target)
      const access = { servers: readServers(servers, known), secret: environment }
      const started = cleaned.some(({ kind, runId: one }) => kind === 'command' && one === of)
      const remove = async () => (await known.existing?.remove(access, space)) ?? false
      const removed = await poll({ ms: started ? startMs : 0, everyMs: 500 }, remove)
      if (removed) cleaned.push({ kind: 'schema', name: space, runId: of })
      forget(of)
    } catch (error) {
      unreachable.push({
        backend: 'existing',
        detail: `${space} on ${servers.join(', ')}: ${(error as Error).message}`,
        failed: true,
      })
    }
  }
  return { cleaned, unreachable }
}
