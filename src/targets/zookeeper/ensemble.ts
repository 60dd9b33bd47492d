import type { Address, Cluster } from '../../cluster/cluster.ts'
import type { Sample } from '../../history/samples.ts'
import { Leading } from '../common/leading.ts'
import type { Deployment } from '../target.ts'
import { srvr } from './four-letters.ts'

/** How long a server may take to say how it is, ms. */
const budgetMs = 400

/** What a server says of itself. */
export interface Status {
  /** Absent: it has no leader, and serves nobody; or it does not vote. */
  readonly mode: 'leader' | 'follower' | 'standalone' | undefined
  /** The last change that it has: the leader's epoch, and a count. */
  readonly zxid: bigint
  /** As `3.8.0`. */
  readonly version: string
  /** All of it. */
  readonly said: string
}

/** Rejects where the server does not answer in time. */
export async function statusOf(address: Address, ms = budgetMs): Promise<Status> {
  const said = await srvr(address, ms)
  if (said === '') throw new Error('the server says nothing')
  return {
    mode: /^Mode: (leader|follower|standalone)$/m.exec(said)?.[1] as Status['mode'],
    zxid: BigInt(/^Zxid: (0x[0-9a-f]+)$/m.exec(said)?.[1] ?? '0'),
    version: /^Zookeeper version: ([0-9.]+)/.exec(said)?.[1] ?? 'unknown',
    said,
  }
}

export const leads = ({ mode }: Status): boolean => mode === 'leader' || mode === 'standalone'

/** The harness' own look at each server, which every server answers by itself, and who leads by what they say. */
export class Ensemble {
  readonly #cluster: Cluster
  readonly #leading: Leading

  constructor(cluster: Cluster, record: Deployment['record']) {
    this.#cluster = cluster
    this.#leading = new Leading(record)
  }

  get leader(): string {
    return this.#leading.node
  }

  /** Of the one that leads. */
  async version(): Promise<string> {
    return (await statusOf(this.#cluster.address(this.leader, 'client'), 2000)).version
  }

  /** One look at every server. Never rejects. */
  async sample(): Promise<Omit<Sample, 'time'>[]> {
    const nodes = this.#cluster.nodes.map(({ name }) => name)
    const look = (node: string) => statusOf(this.#cluster.address(node, 'client')).catch(() => undefined)
    const looks = await Promise.all(nodes.map(look))
    const leaders = nodes.flatMap((node, i) => {
      const status = looks[i]
      return status !== undefined && leads(status) ? [{ node, zxid: status.zxid }] : []
    })
    // One that is cut off goes on saying that it leads for a while: the latest epoch decides.
    const [latest] = leaders.sort((a, b) => (a.zxid < b.zxid ? 1 : -1))
    if (latest !== undefined) this.#leading.follow([latest.node])
    return nodes.map((node, i) => {
      const status = looks[i]
      if (status === undefined) return { node, role: 'down' }
      if (status.mode === undefined) return { node, role: 'unknown' }
      return {
        node,
        role: leads(status) ? 'primary' : 'standby',
        position: `0x${status.zxid.toString(16)}`,
      }
    })
  }
}

/** Whether a server answers, with a leader or without. Never rejects. */
export async function ping(address: Address, timeoutMs: number): Promise<boolean> {
  return await statusOf(address, timeoutMs).then(
    () => true,
    () => false,
  )
}
