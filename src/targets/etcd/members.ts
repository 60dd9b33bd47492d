import type { Cluster } from '../../cluster/cluster.ts'
import type { Sample } from '../../history/samples.ts'
import { Leading } from '../common/leading.ts'
import type { Deployment } from '../target.ts'
import { Probing } from './clock.ts'
import { type Fields, Gateway, type LoginOf } from './gateway.ts'
import { peerPort } from './peers.ts'

/** How long a member may take to say how it is, ms. */
const budgetMs = 400

/** What a member says of itself. */
interface Status {
  readonly node: string
  readonly id: string
  readonly version: string
  readonly term: number
  /** How far its log goes. */
  readonly index: number
  /** The id of the member that leads, as far as it knows. */
  readonly leader: string | undefined
}

/** The harness' own look at each member, which every member answers by itself, and who leads by what they say. */
export class Members {
  readonly #gateways: ReadonlyMap<string, Gateway>
  readonly #leading: Leading
  readonly #cluster: Cluster
  readonly #probing = new Probing()
  #ids: ReadonlyMap<string, string> = new Map()

  constructor(cluster: Cluster, record: Deployment['record'], loginOf: LoginOf = () => undefined) {
    this.#cluster = cluster
    this.#leading = new Leading(record)
    const gatewayTo = (node: string) => new Gateway(cluster.address(node, 'client'), loginOf(node))
    this.#gateways = new Map(cluster.nodes.map(({ name }) => [name, gatewayTo(name)]))
  }

  /** The node of the member that was last seen to lead. */
  get leader(): string {
    return this.#leading.node
  }

  /** The member's own id, once it was seen. */
  idOf(node: string): string | undefined {
    return this.#ids.get(node)
  }

  async status(node: string, ms = budgetMs): Promise<Status> {
    const { header, version, raftTerm, raftIndex, leader } = await this.call(node, 'maintenance/status', {}, ms)
    const id = String((header as Fields).member_id)
    this.#ids = new Map([...this.#ids, [node, id]])
    return {
      node,
      id,
      version: String(version),
      term: Number(raftTerm ?? 0),
      index: Number(raftIndex ?? 0),
      leader: typeof leader === 'string' ? leader : undefined,
    }
  }

  /** One look at every member. Never rejects. */
  async sample(): Promise<Omit<Sample, 'time'>[]> {
    const nodes = [...this.#gateways.keys()]
    const [seen, offsets] = await Promise.all([
      Promise.all(nodes.map((node) => this.status(node).catch(() => undefined))),
      Promise.all(nodes.map((node) => this.#offsetMs(node).catch(() => undefined))),
    ])
    this.#learn(seen.filter((status) => status !== undefined))
    return nodes.map((node, i) => {
      const status = seen[i]
      if (status === undefined) return { node, role: 'down' }
      const offset = offsets[i]
      const known = {
        node,
        position: String(status.index),
        ...(offset === undefined ? {} : { clockOffsetMs: offset }),
      }
      if (status.leader === status.id) return { ...known, role: 'primary' }
      return { ...known, role: 'standby', following: status.leader !== undefined }
    })
  }

  async call(node: string, path: string, body: Fields, ms: number): Promise<Fields> {
    const gateway = this.#gateways.get(node)
    if (gateway === undefined) throw new Error(`there is no node ${node}`)
    return await gateway.call(path, body, ms)
  }

  close(): void {
    for (const gateway of this.#gateways.values()) gateway.close()
    this.#probing.close()
  }

  async #offsetMs(node: string): Promise<number | undefined> {
    const address = this.#cluster.service?.(node, peerPort)
    return address && (await this.#probing.offsetMs(address, budgetMs))
  }

  /** One that is cut off goes on saying that it leads for a while: the latest term decides. */
  #learn(seen: readonly Status[]): void {
    const [latest] = seen.filter(({ id, leader }) => id === leader).sort((a, b) => b.term - a.term)
    if (latest !== undefined) this.#leading.follow([latest.node])
  }
}
