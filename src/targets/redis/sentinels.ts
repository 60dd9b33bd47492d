import type { Address } from '../../cluster/cluster.ts'
import { poll } from '../common/wait.ts'
import type { Asker } from './asker.ts'
import { master } from './config.ts'
import type { Reply } from './connection.ts'

const everyMs = 100
const answerMs = 500

export interface Discovery {
  /** By node. */
  readonly sentinels: ReadonlyMap<string, Asker>
  readonly nodeAt: (address: Address) => string | undefined
  readonly closing: AbortSignal
  /** Told when most sentinels name another master than before. */
  readonly onChange: (from: string, to: string) => void
}

/**
 * The service discovery of Sentinel: who leads is what most of all sentinels name. More careful than the documented
 * client, which believes the first one that answers: what is lost even so is not the client's fault.
 */
export class Sentinels {
  readonly #discovery: Discovery
  #leader: string

  constructor(discovery: Discovery, first: string) {
    this.#discovery = discovery
    this.#leader = first
  }

  get leader(): string {
    return this.#leader
  }

  /** Asks again and again until the system closes. */
  async follow(): Promise<void> {
    const { closing, onChange } = this.#discovery
    await poll({ ms: Number.POSITIVE_INFINITY, everyMs, signal: closing }, async () => {
      const named = await this.#named()
      if (named === undefined || named === this.#leader) return
      onChange(this.#leader, named)
      this.#leader = named
    }).catch(() => {})
  }

  /** Waits until every sentinel knows all others and all replicas; before that none would find a majority. */
  async known(ms: number): Promise<void> {
    const { sentinels, closing } = this.#discovery
    const others = sentinels.size - 1
    for (const [node, sentinel] of sentinels)
      await poll({ ms, everyMs, signal: closing }, async () => {
        const state = fields(await sentinel.ask(answerMs, 'SENTINEL', 'MASTER', master))
        const [sees, replicas] = [state.get('num-other-sentinels'), state.get('num-slaves')].map(Number)
        if (sees === others && replicas === others && state.get('flags') === 'master') return true
        throw new Error(`the sentinel of ${node} knows ${sees} other sentinels and ${replicas} replicas`)
      })
  }

  async #named(): Promise<string | undefined> {
    const { sentinels, nodeAt } = this.#discovery
    const answers = await Promise.all(
      [...sentinels.values()].map((sentinel) =>
        sentinel.ask(answerMs, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master).catch(() => null),
      ),
    )
    const nodes = answers.map((answer) =>
      Array.isArray(answer) ? nodeAt({ host: String(answer[0]), port: Number(answer[1]) }) : undefined,
    )
    return nodes.find((node) => node !== undefined && nodes.filter((one) => one === node).length > sentinels.size / 2)
  }
}

/** Names and values in turn. */
function fields(reply: Reply): Map<string, string> {
  const flat = Array.isArray(reply) ? reply.map(String) : []
  return new Map(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ''] as const] : [])))
}
