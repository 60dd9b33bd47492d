import type { Sample } from '../../history/samples.ts'
import type { Deployment } from '../target.ts'
import { follows, type Look, look } from './look.ts'
import type { Monitor } from './monitor.ts'

/** How long a node may take to say how it is, ms. */
const sampleMs = 250
const lookMs = 2000

/**
 * Which node leads, as the nodes themselves say: the one with the newest election, and never again one with an older,
 * which may not know yet that it was deposed (Server Discovery and Monitoring specification, "Detecting stale primaries").
 * The set elects by itself; nobody here promotes.
 */
export class Discovery {
  readonly #monitor: Monitor
  readonly #nodes: readonly string[]
  readonly #record: Deployment['record']
  #leader = ''
  #election = ''

  constructor(monitor: Monitor, nodes: readonly string[], record: Deployment['record']) {
    this.#monitor = monitor
    this.#nodes = nodes
    this.#record = record
  }

  /** Empty before the first was seen. */
  get leader(): string {
    return this.#leader
  }

  /** Asks every node. */
  async ask(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => this.#look(node, lookMs).catch(() => {})))
  }

  /** One look at every node. Never rejects. */
  async sample(): Promise<Omit<Sample, 'time'>[]> {
    return await Promise.all(
      this.#nodes.map(async (node): Promise<Omit<Sample, 'time'>> => {
        try {
          const { role, position, clockOffsetMs } = await this.#look(node, sampleMs)
          const following = role === 'standby' ? await follows(this.#monitor, node, sampleMs) : undefined
          return {
            node,
            role,
            clockOffsetMs,
            ...(position === undefined ? {} : { position }),
            ...(following === undefined ? {} : { following }),
          }
        } catch {
          return { node, role: 'down' }
        }
      }),
    )
  }

  async #look(node: string, ms: number): Promise<Look> {
    const seen = await look(this.#monitor, node, ms)
    if (seen.role === 'primary') this.#see(node, seen.electionId ?? '')
    return seen
  }

  #see(node: string, election: string): void {
    if (election < this.#election || node === this.#leader) {
      if (election > this.#election) this.#election = election
      return
    }
    if (this.#leader !== '') this.#record('primary-changed', { from: this.#leader, to: node })
    this.#leader = node
    this.#election = election
  }
}
