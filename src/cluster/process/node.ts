import { spawn } from 'node:child_process'
import { chmod, copyFile, mkdir, open, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { MurphyError } from '../../op/failure.ts'
import type { Clock, NodeClock } from '../clock/skew.ts'
import { VdsoClock } from '../clock/vdso/clock.ts'
import type { Address, ExecOptions, ExecResult, Node, NodeState } from '../cluster.ts'
import type { Disk } from '../disk.ts'
import type { FileLayer } from '../files/layer.ts'
import { PreloadedFiles } from '../files/preloaded-files.ts'
import type { Limits } from '../limits.ts'
import { together } from '../preload.ts'
import { clockFor } from './clock.ts'
import { ControlGroup } from './control-group.ts'
import type { DatabaseUser } from './database-user.ts'
import { copyLibrary } from './libraries.ts'
import { type Belonging, members, NODE_MARK, RUN_MARK, subtree } from './members.ts'
import { becomesFree } from './ports.ts'
import { isAlive, type ProcessInfo, processInfo } from './process-table.ts'
import { giveTo } from './reachable.ts'
import { cannotRun, runCommand, type Surroundings } from './run-command.ts'
import { noteStarted, type RunFolder } from './run-folder.ts'
import { continueAll, killAll, send, stopAll } from './signals.ts'

const TAIL_BYTES = 256 * 1024

/** A node is a folder: `data/` for the database, `node.log` for what it says. Its processes are ordinary ones. */
export class ProcessNode implements Node {
  readonly name: string
  readonly dataDir: string
  readonly listen: Address
  readonly #run: RunFolder
  readonly #folder: string
  readonly #log: string
  readonly #user: DatabaseUser | undefined
  readonly #onKilled: () => void
  /** Processes seen to be this node's, by pid and start time. */
  readonly #known = new Map<number, string>()
  /** Commands of `exec` that run now. */
  readonly #commands = new Set<number>()
  #clock: NodeClock | undefined
  #files: FileLayer | undefined
  #group: ControlGroup | undefined
  #program: { readonly pid: number; readonly start: string } | undefined

  constructor(
    name: string,
    options: { run: RunFolder; listen: Address; user: DatabaseUser | undefined; onKilled: () => void },
  ) {
    this.name = name
    this.#onKilled = options.onKilled
    this.listen = options.listen
    this.#run = options.run
    this.#user = options.user
    this.#folder = join(options.run.path, name)
    this.dataDir = join(this.#folder, 'data')
    this.#log = join(this.#folder, 'node.log')
  }

  /** Makes the folders. Databases insist on a data folder that only its owner can read. */
  async make(): Promise<void> {
    await mkdir(this.dataDir, { recursive: true })
    await writeFile(this.#log, '')
    await chmod(this.#folder, 0o700)
    await chmod(this.dataDir, 0o700)
    await giveTo(this.#user, this.#folder)
  }

  get limits(): Limits | undefined {
    return this.#group
  }

  /** From now on all that runs on this node is in a control group of its own. */
  giveGroup(): void {
    this.#group = ControlGroup.make(this.#run.run.runId, this.name)
  }

  get clock(): Clock | undefined {
    return this.#clock
  }

  /** From its next start on the database has a clock of its own. */
  async giveClock(library: string): Promise<void> {
    this.#clock = await clockFor(library, this.#folder, this.#user)
  }

  /** The same for databases that ask libc for nothing. */
  giveVdsoClock(): void {
    this.#clock = new VdsoClock(() => this.#database().map(({ pid }) => pid))
  }

  get files(): FileLayer | undefined {
    return this.#files
  }

  /** The nodes share the machine's disk, which is never filled: for the database it is. */
  get disk(): Disk | undefined {
    const files = this.#files
    if (files === undefined) return undefined
    const { mechanism, env } = files
    return { mechanism, env, fill: () => files.set({ full: true }), free: () => files.set({ full: false }) }
  }

  /** From its next start on the database's files are what is said of them. */
  async giveFiles(library: string): Promise<void> {
    const own = await copyLibrary(library, this.#folder, this.#user)
    const places = { library: own, folder: join(this.#folder, 'disk'), dataDir: this.dataDir }
    this.#files = await PreloadedFiles.under(places, (argv, options) => this.exec(argv, options))
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    let started: number | undefined
    try {
      return await runCommand(argv, this.#surroundings(this.#folder), options, {
        onStart: (pid) => {
          started = pid
          this.#commands.add(pid)
          this.#group?.adopt(pid)
        },
        onTimeout: (pid) => this.#endCommand(pid),
      })
    } finally {
      if (started !== undefined) this.#commands.delete(started)
    }
  }

  async writeFile(path: string, content: string): Promise<void> {
    const file = resolve(this.dataDir, path)
    await writeFile(file, content)
    await giveTo(this.#user, file)
  }

  async readFile(path: string): Promise<string> {
    return await readFile(resolve(this.dataDir, path), 'utf8')
  }

  /** Refuses while processes of the database are left, or while another program holds its port. */
  async start(argv: readonly string[], options: { env?: Readonly<Record<string, string>>; cwd?: string } = {}) {
    if ((await this.state()) !== 'stopped') throw this.#broken('was to be started, but runs already')
    if (!(await becomesFree(this.listen.port))) {
      throw this.#broken(`cannot start: another program listens on ${this.listen.host}:${this.listen.port}`)
    }
    await this.#files?.settle()
    const [program = '', ...args] = argv
    const log = await open(this.#log, 'a')
    try {
      const { env, cwd, uid, gid } = this.#surroundings(options.cwd ?? this.dataDir)
      const identity = uid === undefined || gid === undefined ? {} : { uid, gid }
      const stdio: ['ignore', number, number] = ['ignore', log.fd, log.fd]
      const child = spawn(program, args, {
        cwd,
        env: { ...env, ...together(this.#clock, this.#files), ...options.env },
        detached: true,
        stdio,
        ...identity,
      })
      if (child.pid !== undefined) this.#group?.adopt(child.pid)
      await new Promise<void>((done, reject) => {
        child.once('spawn', done)
        child.once('error', (cause) => reject(cannotRun(program, this.name, cause)))
      })
      child.unref()
      if (child.pid !== undefined) await this.#remember(child.pid)
      await this.#clock?.started?.()
    } finally {
      await log.close()
    }
  }

  async kill(): Promise<void> {
    await killAll(() => this.#members(), this.name)
    this.#known.clear()
    this.#program = undefined
    this.#onKilled()
  }

  async signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGQUIT' | 'SIGHUP'): Promise<void> {
    const program = this.#program
    if (program !== undefined && isAlive(program.pid, program.start)) send(program.pid, signal)
  }

  async pause(): Promise<void> {
    await stopAll(() => this.#members(), this.name)
  }

  async resume(): Promise<void> {
    await continueAll(() => this.#members(), this.name)
  }

  async state(): Promise<NodeState> {
    const database = this.#database()
    if (database.length === 0) return 'stopped'
    return database.every((p) => p.state === 'stopped') ? 'paused' : 'running'
  }

  async logTail(lines: number): Promise<string> {
    const { size } = await stat(this.#log)
    const length = Math.min(size, TAIL_BYTES)
    const file = await open(this.#log, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
      return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-lines).join('\n')
    } finally {
      await file.close()
    }
  }

  async copyLog(folder: string): Promise<void> {
    await mkdir(join(folder, this.name), { recursive: true })
    await copyFile(this.#log, join(folder, this.name, 'node.log'))
  }

  /** Commands of `exec` do not count. */
  #database(): ProcessInfo[] {
    const all = this.#members()
    const commands = subtree(all, this.#commands)
    return all.filter((p) => !commands.has(p.pid))
  }

  #members(): ProcessInfo[] {
    const found = members(this.#belonging())
    this.#known.clear()
    for (const p of found) this.#known.set(p.pid, p.start)
    return found
  }

  #belonging(): Belonging {
    const { runId, controller } = this.#run.run
    return { runId, node: this.name, folder: this.#folder, known: this.#known, since: controller.start }
  }

  /** What a program of this node sees: nothing of the controller's environment but the way to programs. */
  #surroundings(cwd: string): Surroundings {
    return {
      cwd,
      env: {
        PATH: `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`,
        HOME: this.#folder,
        LC_ALL: 'C',
        TZ: 'UTC',
        [RUN_MARK]: this.#run.run.runId,
        [NODE_MARK]: this.name,
      },
      node: this.name,
      ...(this.#user === undefined ? {} : { uid: this.#user.uid, gid: this.#user.gid }),
    }
  }

  async #remember(pid: number): Promise<void> {
    const info = processInfo(pid)
    if (info === undefined) return // it has ended already; its log says why
    this.#program = { pid: info.pid, start: info.start }
    this.#known.set(info.pid, info.start)
    await noteStarted(this.#run.path, info.pid, info.start)
  }

  /** Ends a command and all that it started. */
  #endCommand(command: number): void {
    for (const pid of subtree(this.#members(), new Set([command]))) send(pid, 'SIGKILL')
  }

  #broken(what: string): MurphyError {
    return new MurphyError('broken', `${this.name} ${what}.`)
  }
}
