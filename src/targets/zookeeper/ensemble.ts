import type { Address, Cluster } from '../../cluster/cluster.ts'
import type { Sample } from '../../history/samples.ts'
import { Leading } from '../common/leading.ts'
import type { Deployment } from '../target.ts'
import { fourLetters } from './four-letters.ts'

/** How long a server may take to say how it is, ms. */
const budgetMs = 400

/** What a server says of itself. */
interface Status {
  readonly node: string
  /** Absent: it has no leader, and serves nobody. */
  readonly mode: 'leader' | 'follower' | 'standalone' | undefined
  /** The last change that it has: the leader's epoch, and a count. */
  readonly zxid: bigint
}

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

  /** As `3.8.0`. */
  async version(): Promise<string> {
    const text = await fourLetters('srvr', this.#cluster.address(this.leader, 'client'), 2000)
    return /^Zookeeper version: ([0-9.]+)/.exec(text)?.[1] ?? 'unknown'
  }

  /** One look at every server. Never rejects. */
  async sample(): Promise<Omit<Sample, 'time'>[]> {
    const nodes = this.#cluster.nodes.map(({ name }) => name)
    const looks = await Promise.all(nodes.map((node) => this.#status(node).catch(() => undefined)))
    const leaders = looks.filter((each) => each !== undefined).filter(({ mode }) => mode !== 'follower' && mode)
    // One that is cut off goes on saying that it leads for a while: the latest epoch decides.
    const [latest] = leaders.sort((a, b) => (a.zxid < b.zxid ? 1 : -1))
    if (latest !== undefined) this.#leading.follow([latest.node])
    return nodes.map((node, i) => {
      const status = looks[i]
      if (status === undefined) return { node, role: 'down' }
      if (status.mode === undefined) return { node, role: 'unknown' }
      return {
        node,
        role: status.mode === 'follower' ? 'standby' : 'primary',
        position: `0x${status.zxid.toString(16)}`,
      }
    })
  }

  async #status(node: string): Promise<Status> {
    const text = await fourLetters('srvr', this.#cluster.address(node, 'client'), budgetMs)
    if (text === '') throw new Error(`${node} says nothing`)
    const mode = /^Mode: (leader|follower|standalone)$/m.exec(text)?.[1] as Status['mode']
    return { node, mode, zxid: BigInt(/^Zxid: (0x[0-9a-f]+)$/m.exec(text)?.[1] ?? '0') }
  }
}

/** Whether a server answers, with a leader or without. Never rejects. */
export async function ping(address: Address, timeoutMs: number): Promise<boolean> {
  return (await fourLetters('ruok', address, timeoutMs).catch(() => '')) === 'imok'
}
