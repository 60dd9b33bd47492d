import type { Cluster } from '../../cluster/cluster.ts'
import type { Leading } from '../common/leading.ts'
import { sleep } from '../common/wait.ts'
import { ask, restOf } from './rest.ts'

const everyMs = 200
/** As long as a load balancer waits for its health check; a leader that is paused or cut off does not hold up the others. */
const askMs = 800

/**
 * How an application finds the primary: as a load balancer in front of such a cluster does, with `GET /primary` to every
 * node again and again (200: it holds the leader's key and its own PostgreSQL runs). One that is cut off from the others
 * goes on saying so until its key has run out, and who reaches it goes on using it.
 */
export async function discover(cluster: Cluster, leading: Leading, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lookOnce(cluster, leading)
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}

/** One look at every node. */
export async function lookOnce(cluster: Cluster, leading: Leading): Promise<void> {
  const leads = (node: string) =>
    ask(restOf(cluster, node), '/primary', askMs).then(
      ({ status }) => status === 200,
      () => false,
    )
  const nodes = cluster.nodes.map(({ name }) => name)
  const answers = await Promise.all(nodes.map(leads))
  leading.follow(nodes.filter((_, i) => answers[i]))
}
