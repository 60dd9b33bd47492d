import type Docker from 'dockerode'
import { MurphyError } from '../../../op/failure.ts'
import { messageOf } from '../engine.ts'
import { execIn } from '../exec.ts'
import { LABEL, type Labels } from '../labels.ts'

/** What a companion runs: the queue's daemon, or nothing but the commands that it is given. */
const entrypoints = {
  daemon: ['sh', '-c', 'touch /run/rules && exec murphy-netd 77 /run/rules'],
  idle: ['sleep', 'infinity'],
} as const

/** Less than a fault waits for a change of links, so that what did not end is named. */
const SCRIPT_MS = 10_000

export type CompanionKind = keyof typeof entrypoints

/** The number of the queue that iptables hands packets to, and the mark of those that the daemon sent itself. */
export const QUEUE = 77
export const OWN_MARK = '0x4d'

/**
 * Containers that stand beside nodes, each in its node's network namespace and in nothing else of it: with the tools
 * that make links worse, and the powers that the nodes do not have. Made when first needed, taken down with the run.
 */
export class Companions {
  readonly #engine: Docker
  readonly #image: string
  readonly #labels: Labels
  readonly #kind: CompanionKind
  readonly #beside = new Map<string, Promise<Docker.Container>>()

  constructor(engine: Docker, image: string, labels: Labels, kind: CompanionKind) {
    this.#engine = engine
    this.#image = image
    this.#labels = labels
    this.#kind = kind
  }

  /** Runs a shell script beside `node` (a container's id, by the node's name). Rejects when it ends with an error. */
  async run(node: { name: string; id: string }, script: string, input?: string): Promise<string> {
    const companion = await this.#of(node)
    const failed = (why: string, cause?: unknown) =>
      new MurphyError('broken', `The network of ${node.name} could not be changed: ${why}.`, {
        hint: '`murphy doctor` says which faults work on this machine.',
        cause,
      })
    const options = { timeoutMs: SCRIPT_MS, ...(input === undefined ? {} : { input }) }
    const { code, stdout, stderr } = await execIn(companion, '0', ['sh', '-c', script], options).catch((cause) => {
      throw failed(`${messageOf(cause).replace(/\.$/, '')} (${script.split('\n', 1)})`, cause)
    })
    if (code !== 0) {
      const { State } = await companion.inspect()
      const gone = State.Running ? '' : ` (it is gone, exit code ${State.ExitCode})`
      throw failed(`${stderr.trim()}${gone}`)
    }
    return stdout
  }

  /** Whether one stands there already: where none does, nothing was done that would have to be undone. */
  has(name: string): boolean {
    return this.#beside.has(name)
  }

  /** The node's container has a new namespace, or goes: the companion in the old one is of no use. */
  async forget(name: string): Promise<void> {
    const companion = this.#beside.get(name)
    this.#beside.delete(name)
    await companion?.then((container) => container.remove({ force: true, v: true })).catch(() => {})
  }

  #of({ name, id }: { name: string; id: string }): Promise<Docker.Container> {
    const present = this.#beside.get(name)
    if (present !== undefined) return present
    const made = this.#make(name, id)
    this.#beside.set(name, made)
    made.catch(() => this.#beside.delete(name))
    return made
  }

  async #make(name: string, id: string): Promise<Docker.Container> {
    const container = await this.#engine.createContainer({
      Image: this.#image,
      Entrypoint: [...entrypoints[this.#kind]],
      User: '0',
      Labels: { ...this.#labels, [LABEL.node]: name },
      HostConfig: {
        NetworkMode: `container:${id}`,
        CapDrop: ['ALL'],
        CapAdd: ['NET_ADMIN', 'NET_RAW'],
        SecurityOpt: ['no-new-privileges:true'],
      },
    })
    try {
      await container.start()
      return container
    } catch (error) {
      await container.remove({ force: true, v: true }).catch(() => {})
      throw error
    }
  }
}
