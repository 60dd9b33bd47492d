import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { MurphyError } from '../../op/failure.ts'
import type { Address, Cut, Network, Ping } from '../cluster.ts'
import { APPLY, chainOf } from './chain.ts'
import { messageOf } from './engine.ts'
import { execIn } from './exec.ts'
import { runHelper } from './helper.ts'
import type { NodeImage } from './image.ts'
import type { Labels } from './labels.ts'

/** Far above a round trip between containers, also on a busy machine. */
const PROBE_MS = 1_500

export interface NetworkParts {
  readonly engine: Docker
  readonly image: NodeImage
  readonly labels: Labels
  readonly containers: ReadonlyMap<string, Docker.Container>
  /** Addresses inside the run's network, 'client' among them. */
  readonly addresses: ReadonlyMap<string, string>
  readonly port: number
  /** Where the controller reaches a node. */
  readonly fromClient: (node: string) => Address
}

/** How rules get into a node's network namespace. */
export type Way = 'nsenter' | 'helper container'

/** The run's network: cuts are a chain of packet filter rules in each node's network namespace, set from outside. */
export class DockerNetwork implements Network {
  readonly #parts: NetworkParts
  #way: Way
  #cuts: readonly Cut[] = []
  /** The last change; changes go one after another. */
  #changes: Promise<void> = Promise.resolve()

  constructor(parts: NetworkParts, way: Way | undefined) {
    this.#parts = parts
    this.#way = way ?? (mayEnter() ? 'nsenter' : 'helper container')
  }

  get mechanism(): string {
    return `iptables in each node's network namespace (${this.#way})`
  }

  cuts(): readonly Cut[] {
    return this.#cuts
  }

  async cut(cuts: readonly Cut[]): Promise<void> {
    for (const { from, to } of cuts) {
      for (const name of [from, to]) {
        if (!this.#parts.addresses.has(name)) throw new MurphyError('usage', `There is no node ${name} to cut off.`)
      }
    }
    this.#cuts = cuts.map((cut) => ({ ...cut }))
    const change = this.#changes.then(() => this.#applyEverywhere())
    this.#changes = change.catch(() => {})
    await change
  }

  /** Puts the present cuts into one node's new namespace. */
  async reapply(node: string): Promise<void> {
    const change = this.#changes.then(() => this.#apply(node))
    this.#changes = change.catch(() => {})
    await change
  }

  /**
   * Between nodes a TCP connection is tried; a refusal is an answer, too: the packets passed. From or to the controller
   * the database is asked.
   */
  async reaches(from: string, to: string, ping: Ping): Promise<boolean> {
    if (from === 'client') return ping(this.#parts.fromClient(to), PROBE_MS)
    if (to === 'client') return ping(this.#parts.fromClient(from), PROBE_MS)
    const container = this.#parts.containers.get(from)
    const address = this.#parts.addresses.get(to)
    if (container === undefined || address === undefined)
      throw new MurphyError('usage', `There is no node ${from} or ${to}.`)
    const connect = ['bash', '-c', 'exec 3<>"/dev/tcp/$0/$1"', address, String(this.#parts.port)]
    try {
      const result = await execIn(container, this.#parts.image.user, connect, { timeoutMs: PROBE_MS })
      return result.code === 0 || result.stderr.includes('Connection refused')
    } catch {
      // In time there was no answer, or `from` is frozen or gone: nothing passes.
      return false
    }
  }

  async #applyEverywhere(): Promise<void> {
    const results = await Promise.allSettled([...this.#parts.containers.keys()].map((node) => this.#apply(node)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  async #apply(node: string): Promise<void> {
    const container = this.#parts.containers.get(node)
    if (container === undefined) return
    const { State, Id, Name } = await container.inspect()
    // Without a namespace there is nothing to cut; a restart brings the rules back.
    if (!State.Running) return
    const rules = chainOf(node, this.#cuts, (name) => this.#parts.addresses.get(name) ?? '')
    if (this.#way === 'nsenter' && (await isOurs(State.Pid, Id)) && (await viaNsenter(State.Pid, rules))) return
    this.#way = 'helper container'
    try {
      await this.#viaHelper(Id, rules)
    } catch (cause) {
      throw new MurphyError('broken', `Could not set packet filter rules for ${Name.slice(1)}: ${messageOf(cause)}.`, {
        hint: 'Partitions need iptables in the image and a kernel with netfilter; see `murphy doctor`.',
        cause,
      })
    }
  }

  async #viaHelper(id: string, rules: string): Promise<void> {
    const { engine, image, labels } = this.#parts
    const shares = { kind: 'network', id } as const
    const capabilities = ['NET_ADMIN']
    await runHelper(engine, {
      image: image.tag,
      labels,
      script: APPLY,
      env: { RULES: rules },
      user: '0',
      capabilities,
      shares,
    })
  }
}

/** Only root on Linux, with the tools at hand. */
function mayEnter(): boolean {
  const has = (tool: string) =>
    ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some((folder) => existsSync(`${folder}/${tool}`))
  return process.platform === 'linux' && process.getuid?.() === 0 && has('nsenter') && has('iptables-restore')
}

/** Whether `pid`, as the engine counts, is the container's process here as well: not so when the engine is elsewhere. */
async function isOurs(pid: number, id: string): Promise<boolean> {
  const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  return cgroup.includes(id)
}

/** False when this machine's own tools cannot do it. */
async function viaNsenter(pid: number, rules: string): Promise<boolean> {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`
  const env = { RULES: rules, PATH: path }
  const result = await execa('nsenter', ['-t', String(pid), '-n', 'sh', '-c', APPLY], { env, reject: false })
  return !result.failed
}
