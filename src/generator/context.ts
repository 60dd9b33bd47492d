import type { Nanos, Process } from '../op/op.ts'
import type { Context } from './generator.ts'
import type { Thread } from './thread-set.ts'
import { ThreadSet } from './thread-set.ts'

/** A context together with the changes that only the runner and the simulator make. */
export class RunContext implements Context {
  readonly time: Nanos
  readonly threads: ThreadSet
  readonly free: ThreadSet
  /** By position of the thread; the nemesis last. */
  private readonly processes: readonly Process[]
  /** Where the search for a free thread begins; moves on with every op. */
  private readonly turn: number

  private constructor(time: Nanos, threads: ThreadSet, free: ThreadSet, processes: readonly Process[], turn: number) {
    this.time = time
    this.threads = threads
    this.free = free
    this.processes = processes
    this.turn = turn
  }

  /** Time 0, all threads free, each running the process of its own name. */
  static start(concurrency: number): RunContext {
    const threads = ThreadSet.all(concurrency)
    return new RunContext(0, threads, threads, [...threads], 0)
  }

  processOf(thread: Thread): Process {
    const process = this.processes[this.threads.indexOf(thread)]
    if (process === undefined) throw new RangeError(`there is no thread ${thread}`)
    return process
  }

  threadOf(process: Process): Thread | undefined {
    if (process === 'nemesis') return process
    const thread = process % this.clients
    return this.processes[thread] === process ? thread : undefined
  }

  someFree(): Process | undefined {
    const thread = this.free.from(this.turn)
    return thread === undefined ? undefined : this.processOf(thread)
  }

  only(threads: ThreadSet): RunContext {
    return new RunContext(
      this.time,
      this.threads.intersect(threads),
      this.free.intersect(threads),
      this.processes,
      this.turn,
    )
  }

  at(time: Nanos): RunContext {
    if (time === this.time) return this
    return new RunContext(time, this.threads, this.free, this.processes, this.turn)
  }

  /** The thread takes an op at `time`. */
  busy(thread: Thread, time: Nanos): RunContext {
    const turn = (this.turn + 1) % this.processes.length
    return new RunContext(time, this.threads, this.free.without(thread), this.processes, turn)
  }

  /** The thread has its answer at `time`. */
  freed(thread: Thread, time: Nanos): RunContext {
    return new RunContext(time, this.threads, this.free.with(thread), this.processes, this.turn)
  }

  /** The thread's process has ended in an indeterminate op: it goes on under a new number. */
  nextProcess(thread: Thread): RunContext {
    const process = this.processOf(thread)
    if (process === 'nemesis') return this
    const processes = this.processes.with(this.threads.indexOf(thread), process + this.clients)
    return new RunContext(this.time, this.threads, this.free, processes, this.turn)
  }

  private get clients(): number {
    return this.processes.length - 1
  }
}
