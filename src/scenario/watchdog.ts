import type { Cluster } from '../cluster/cluster.ts'
import type { Sample } from '../history/samples.ts'
import type { Json } from '../op/op.ts'
import type { System } from '../targets/target.ts'

const everyMs = 250

export interface Watched {
  readonly cluster: Pick<Cluster, 'node'>
  readonly system: Pick<System, 'start' | 'keepsDown'>
  /** Nodes that a fault keeps down. */
  readonly down: ReadonlyMap<string, string>
  /** The last look at every node. */
  readonly latest: () => readonly Sample[]
  /** Puts a step into the history. */
  readonly record: (f: string, value: Json) => void
}

/**
 * Restarts what died without being asked, as a service manager does (`Restart=always`), and records both: a `died` and a
 * `restart-by-watchdog`. A node has died when it does not answer and the kernel has no process of it, twice in a row, and
 * neither a fault nor the target's own operators keep it down. What could not be started is tried again. Ends when the returned function is called.
 */
export function startWatchdog({ cluster, system, down, latest, record }: Watched): () => Promise<void> {
  const suspects = new Set<string>()
  const busy = new Map<string, Promise<void>>()
  let over = false

  const look = async (node: string) => {
    const meant = () => down.has(node) || system.keepsDown?.(node) === true
    const dead = !meant() && (await cluster.node(node).state()) === 'stopped' && !meant()
    if (!dead || over) return void suspects.delete(node)
    if (!suspects.has(node)) return void suspects.add(node)
    suspects.delete(node)
    record('died', { node })
    const began = performance.now()
    const tookMs = () => Math.round(performance.now() - began)
    await system.start(node).then(
      () => record('restart-by-watchdog', { node, tookMs: tookMs() }),
      (error: unknown) => record('restart-by-watchdog', { node, tookMs: tookMs(), error: String(error) }),
    )
  }
  const timer = setInterval(() => {
    for (const { node, role } of latest())
      if (role === 'primary' || role === 'standby') suspects.delete(node)
      else if (!busy.has(node))
        busy.set(
          node,
          look(node)
            .catch(() => {})
            .finally(() => busy.delete(node)),
        )
  }, everyMs)

  return async () => {
    over = true
    clearInterval(timer)
    await Promise.all(busy.values())
  }
}
