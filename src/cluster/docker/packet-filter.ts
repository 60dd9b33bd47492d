import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { MurphyError } from '../../op/failure.ts'
import { APPLY } from './chain.ts'
import { messageOf } from './engine.ts'
import { runHelper } from './helper.ts'
import type { NodeImage } from './image.ts'
import type { Labels } from './labels.ts'

/** How rules get into a node's network namespace. */
export type Way = 'nsenter' | 'helper container'

/** Puts packet filter rules into the network namespaces of containers, from outside. */
export class PacketFilter {
  readonly #engine: Docker
  readonly #image: NodeImage
  readonly #labels: Labels
  #way: Way

  constructor(parts: { engine: Docker; image: NodeImage; labels: Labels }, way: Way | undefined) {
    this.#engine = parts.engine
    this.#image = parts.image
    this.#labels = parts.labels
    this.#way = way ?? (mayEnter() ? 'nsenter' : 'helper container')
  }

  get way(): Way {
    return this.#way
  }

  /** `rules`: input of iptables-restore. */
  async apply({ State, Id, Name }: Docker.ContainerInspectInfo, rules: string): Promise<void> {
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
    await runHelper(this.#engine, {
      image: this.#image.tag,
      labels: this.#labels,
      script: APPLY,
      env: { RULES: rules },
      user: '0',
      capabilities: ['NET_ADMIN'],
      shares: { kind: 'network', id },
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

/** Far above what it takes; iptables itself waits 5 s at most. */
const ENTER_MS = 8_000

/** False when this machine's own tools cannot do it. */
async function viaNsenter(pid: number, rules: string): Promise<boolean> {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`
  const env = { RULES: rules, PATH: path }
  const result = await execa('nsenter', ['-t', String(pid), '-n', 'sh', '-c', APPLY], {
    env,
    reject: false,
    timeout: ENTER_MS,
    // A child that hangs would hold the pipes open after the shell was killed.
    stdio: 'ignore',
  })
  return !result.failed
}
