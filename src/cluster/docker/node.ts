import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import type { Clock, NodeClock } from '../clock/skew.ts'
import type { Address, ExecOptions, ExecResult, Node, NodeState } from '../cluster.ts'
import type { Disk } from '../disk.ts'
import type { FileLayer } from '../files/layer.ts'
import { together } from '../preload.ts'
import { messageOf, statusOf } from './engine.ts'
import { execIn } from './exec.ts'
import { freeze, thaw } from './freezer.ts'
import { runHelper } from './helper.ts'
import type { NodeImage } from './image.ts'
import type { Labels } from './labels.ts'
import { ContainerLimits } from './limits.ts'
import { MARK } from './marked.ts'
import { databaseRuns } from './processes.ts'
import { type TarFile, unpackTar } from './tar.ts'

const LOG_FOLDER = '/var/log/murphy'
const LOG = 'database.log'
const PID_FILE = '/tmp/murphy-database.pid'
/** The kernel takes processes away a moment after it killed them; longer only while they wait for a disk. */
const DEATH_MS = 10_000

/**
 * `$@` in the background as a child of the machine's init, as any daemon; its own id goes to the pid file. It is marked by
 * a variable that only it has, and what it starts.
 */
const LAUNCH = [
  'command -v "$1" >/dev/null || { echo "no such program: $1" >&2; exit 127; }',
  'cd "$MURPHY_CWD" || exit 1',
  `setsid env ${MARK}="$MURPHY_NAME" "$@" </dev/null >>${LOG_FOLDER}/${LOG} 2>&1 &`,
  `echo $! >${PID_FILE}`,
].join('\n')

/** SIGKILL to every process of the caller's user: one system call, so that none sees another die (kill(2)). */
const KILL_ALL = 'kill -9 -1 2>/dev/null; true'

export interface DockerNodeParts {
  readonly engine: Docker
  readonly container: Docker.Container
  readonly name: string
  readonly containerName: string
  readonly image: NodeImage
  readonly labels: Labels
  readonly port: number
  /** Where the run's faults need one. */
  readonly clock?: NodeClock | undefined
  readonly disk?: Disk | undefined
  readonly files?: FileLayer | undefined
  /** The container was down and is up again, with a new network namespace. */
  readonly restarted: () => Promise<void>
}

/**
 * A container as a machine: it idles, the database is a background program of the database's user in it. So the
 * database can die, freeze and come back while filesystem, network and the machine's rules stay.
 */
export class DockerNode implements Node {
  readonly name: string
  readonly dataDir: string
  readonly listen: Address
  readonly limits: ContainerLimits
  readonly #parts: DockerNodeParts

  constructor(parts: DockerNodeParts) {
    this.#parts = parts
    this.name = parts.name
    this.dataDir = parts.image.dataDir
    this.limits = new ContainerLimits(parts.engine, parts.container, parts.image.user)
    this.listen = { host: '0.0.0.0', port: parts.port }
  }

  get disk(): Disk | undefined {
    return this.#parts.disk
  }

  get files(): FileLayer | undefined {
    return this.#parts.files
  }

  get clock(): Clock | undefined {
    return this.#parts.clock
  }

  async exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult> {
    return this.#trying(`run ${argv[0]}`, () => execIn(this.#parts.container, this.#parts.image.user, argv, options))
  }

  async writeFile(path: string, content: string): Promise<void> {
    const result = await this.exec(['sh', '-c', 'cat >"$1"', 'sh', path], { input: content })
    if (result.code !== 0) throw this.#failure(`write ${path}`, result.stderr)
  }

  async readFile(path: string): Promise<string> {
    const result = await this.exec(['cat', path])
    if (result.code !== 0) throw this.#failure(`read ${path}`, result.stderr)
    return result.stdout
  }

  async start(argv: readonly string[], options: { env?: Readonly<Record<string, string>>; cwd?: string } = {}) {
    const { container } = this.#parts
    await this.#trying('start the machine', async () => {
      const { State } = await container.inspect()
      if (State.Running) return
      await container.start()
      await this.#parts.restarted()
    })
    if ((await this.state()) !== 'stopped') throw this.#failure('start the database', 'it runs or is paused already')
    const { clock, files } = this.#parts
    await files?.settle()
    const own = { MURPHY_CWD: options.cwd ?? this.dataDir, MURPHY_NAME: this.#parts.containerName }
    const env = { ...together(clock, files), ...options.env, ...own }
    const result = await this.exec(['sh', '-c', LAUNCH, 'sh', ...argv], { env })
    if (result.code !== 0) throw this.#failure('start the database', result.stderr)
    await clock?.started?.()
  }

  /**
   * A paused node is killed while it is frozen, through a helper in its pid namespace, and then thawed: no process of
   * the database runs another instruction.
   */
  async kill(): Promise<void> {
    const { engine, container, image, labels } = this.#parts
    await this.#trying('kill the database', async () => {
      const { State, Id } = await container.inspect()
      if (!State.Running) return
      if (State.Paused) {
        const shares = { kind: 'pid', id: Id } as const
        await runHelper(engine, {
          image: image.tag,
          labels,
          script: KILL_ALL,
          user: image.user,
          capabilities: [],
          shares,
        })
        await this.resume()
      } else {
        await execIn(container, image.user, ['sh', '-c', KILL_ALL])
      }
      const deadline = Date.now() + DEATH_MS
      while (await databaseRuns(container)) {
        if (Date.now() > deadline) throw new Error(`processes are still there ${DEATH_MS} ms after SIGKILL`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    })
  }

  /** To a program that is gone already: nothing happens. */
  async signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGQUIT' | 'SIGHUP'): Promise<void> {
    const script = `pid=$(cat ${PID_FILE}) && ! kill -0 "$pid" 2>/dev/null || kill -s "$1" "$pid"`
    const result = await this.exec(['sh', '-c', script, 'sh', signal.slice(3)])
    if (result.code !== 0) throw this.#failure(`send ${signal}`, result.stderr)
  }

  async pause(): Promise<void> {
    await this.#trying('pause', () => freeze(this.#parts.container))
  }

  async resume(): Promise<void> {
    await this.#trying('resume', () => thaw(this.#parts.container))
  }

  async state(): Promise<NodeState> {
    return this.#trying('look at the database', async () => {
      const { State } = await this.#parts.container.inspect()
      if (!State.Running || !(await databaseRuns(this.#parts.container))) return 'stopped'
      return State.Paused ? 'paused' : 'running'
    })
  }

  async logTail(lines: number): Promise<string> {
    const log = (await this.logFiles()).find((file) => file.path.endsWith(`/${LOG}`))
    return (log?.content.toString('utf8') ?? '').trimEnd().split('\n').slice(-lines).join('\n')
  }

  /** Everything in the node's log folder; works on a container in any state. */
  async logFiles(): Promise<TarFile[]> {
    const stream = await this.#parts.container.getArchive({ path: LOG_FOLDER })
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    return unpackTar(Buffer.concat(chunks))
  }

  /** Turns the engine's refusals into errors that say which container, and what its database said last. */
  async #trying<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt()
    } catch (cause) {
      if (cause instanceof MurphyError) throw cause
      const tail = statusOf(cause) === 404 ? '' : await this.logTail(5).catch(() => '')
      throw this.#failure(what, messageOf(cause), { cause, tail })
    }
  }

  #failure(what: string, reason: string, options: { cause?: unknown; tail?: string } = {}): MurphyError {
    const tail = options.tail ? ` The end of its log:\n${options.tail}` : ''
    const { containerName, container } = this.#parts
    const why = reason.trim().replaceAll(container.id, containerName)
    return new MurphyError('broken', `Could not ${what} on ${containerName}: ${why}.${tail}`, {
      hint: "See the node's log in the run's folder; `murphy doctor` checks the engine.",
      cause: options.cause,
    })
  }
}
