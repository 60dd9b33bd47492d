import { RunContext } from '../generator/context.ts'
import { friendlyExceptions } from '../generator/friendly.ts'
import type { GeneratedOp, Generator, OpEvent } from '../generator/generator.ts'
import { isOp } from '../generator/map.ts'
import type { Thread } from '../generator/thread-set.ts'
import { validate } from '../generator/validate.ts'
import type { Completion, Json, Nanos } from '../op/op.ts'
import { MS, SECOND } from '../op/time.ts'
import { completed } from './completion.ts'
import { NemesisWorker } from './nemesis-worker.ts'
import { within } from './nodes.ts'
import { countCompletion, countInvocation, newProgress, type Progress } from './progress.ts'
import { Recorder } from './recorder.ts'
import { Sleepers } from './sleepers.ts'
import type { RunnableTest, RunSummary } from './test.ts'
import { Turns } from './turns.ts'
import { Workers } from './workers.ts'

/** How long open ops are waited for when a run is ended early, ms. */
const graceMs = 1000
/** How long clients may take to close at the end, ms. */
const closeMs = 2000
/** How soon a generator that has no op now is asked again. */
const askAgain: Nanos = MS
/** After how long without any op the log says so. */
const idleWarning: Nanos = 10 * SECOND

/** The answer to what a thread was asked; without completion for log lines and sleeps. */
interface Answer {
  readonly thread: Thread
  readonly completion: Completion | undefined
  readonly time: Nanos
}

/** Why no more ops are asked for. */
interface Stop {
  readonly reason: 'aborted' | 'failed'
  readonly error?: unknown
}

/**
 * The measured phase: one step after another, each of which records the answers that have come, asks the generator for
 * as many ops as it has now, puts all that on disk in one write, and only then lets the workers begin. Answers go first:
 * recorded later, they would look concurrent with ops that came after them.
 */
export class Interpreter {
  readonly #test: RunnableTest
  readonly #progress: Progress
  readonly #recorder: Recorder
  readonly #workers: Workers
  readonly #sleepers = new Sleepers()
  readonly #turns: Turns
  #generator: Generator
  #context: RunContext
  readonly #open = new Map<Thread, GeneratedOp>()
  #answers: Answer[] = []
  #stepping = false
  #stop: Stop | undefined
  #idleSince: Nanos | undefined
  #grace: NodeJS.Timeout | undefined
  #finish: () => void = () => {}
  #over = false

  constructor(test: RunnableTest) {
    this.#test = test
    this.#progress = test.progress ?? newProgress()
    this.#recorder = new Recorder(test.record)
    this.#workers = new Workers(test, (thread, completion) => this.#answer(thread, completion))
    this.#turns = new Turns(() => this.#step(), test.clock)
    this.#generator = validate(friendlyExceptions(test.generator))
    this.#context = RunContext.start(test.concurrency)
  }

  async perform(): Promise<RunSummary> {
    const { signal } = this.#test
    const abort = () => this.#end({ reason: 'aborted' })
    signal?.addEventListener('abort', abort)
    const finished = new Promise<void>((resolve) => {
      this.#finish = resolve
    })
    if (signal?.aborted) abort()
    this.#test.onNote?.((f, value) => this.#note(f, value))
    this.#turns.soon(this.#test.clock())
    await finished
    signal?.removeEventListener('abort', abort)
    await this.#cleanUp()
    if (this.#stop?.reason === 'failed') throw this.#stop.error
    return { ops: this.#recorder.count, ended: this.#stop === undefined ? 'exhausted' : 'aborted' }
  }

  #step(): void {
    if (this.#over) return
    this.#stepping = true
    this.#takeAnswers()
    const asked: OpEvent[] = []
    if (this.#stop === undefined) this.#takeOps(asked)
    else if (this.#open.size === 0) this.#close()
    this.#stepping = false
    if (!this.#flush()) return
    for (const op of asked) this.#workers.start(op)
  }

  #takeAnswers(): void {
    const answers = this.#answers
    this.#answers = []
    for (const { thread, completion, time } of answers) {
      const asked = this.#open.get(thread)
      if (asked === undefined) continue
      this.#open.delete(thread)
      this.#context = this.#context.freed(thread, time)
      if (completion === undefined || !isOp(asked)) {
        this.#tell({ ...asked, time })
        continue
      }
      const op = completed(asked, completion, time)
      this.#recorder.append(op)
      countCompletion(this.#progress, op)
      this.#tell(op)
      if (op.type === 'info') this.#context = this.#context.nextProcess(thread)
    }
  }

  #tell(event: GeneratedOp): void {
    if (this.#stop !== undefined) return
    try {
      this.#generator = this.#generator.update(this.#context, event)
    } catch (error) {
      this.#end({ reason: 'failed', error })
    }
  }

  /** Takes all ops that are due, then sees to it that the generator is asked again in time. */
  #takeOps(asked: OpEvent[]): void {
    try {
      for (;;) {
        const now = this.#test.clock()
        const next = this.#generator.op(this.#context.at(now))
        if (next === null) {
          if (this.#open.size === 0) this.#close()
          return
        }
        const [op, then] = next
        if (op === 'pending') {
          this.#waitForOp(now)
          return
        }
        if (op.time > now) {
          this.#turns.by(op.time, now)
          return
        }
        this.#take(op, then, now, asked)
        if (this.#stop !== undefined) return
      }
    } catch (error) {
      this.#end({ reason: 'failed', error })
    }
  }

  #take(op: GeneratedOp, then: Generator, time: Nanos, asked: OpEvent[]): void {
    this.#idleSince = undefined
    const thread = this.#context.threadOf(op.process)
    if (thread === undefined) throw new RangeError(`no thread runs process ${op.process}`)
    if (isOp(op) && thread === 'nemesis') NemesisWorker.admit(op, this.#test)
    // Stamped as it happens: the generator's time was the earliest one.
    const event: GeneratedOp = isOp(op)
      ? { ...op, time, type: thread === 'nemesis' ? 'info' : 'invoke' }
      : { ...op, time }
    this.#open.set(thread, event)
    this.#context = this.#context.busy(thread, time)
    this.#generator = then
    if (isOp(event)) {
      this.#recorder.append(event)
      countInvocation(this.#progress, event)
      asked.push(event)
    } else if (event.type === 'sleep') {
      this.#sleepers.sleep(thread, event.duration, () => this.#answer(thread, undefined))
    } else {
      if (event.type === 'log') this.#test.log(event.message)
      this.#answer(thread, undefined)
    }
    this.#tell(event)
  }

  /** Only time can give a pending generator an op while answers are out; without a free thread not even time. */
  #waitForOp(now: Nanos): void {
    if (this.#context.free.size > 0) this.#turns.by(now + askAgain, now)
    if (this.#open.size > 0) return
    this.#idleSince ??= now
    if (now - this.#idleSince < idleWarning) return
    this.#test.log('the generator has had no op for 10 s, and no op is open that could change its mind')
    this.#idleSince = Number.POSITIVE_INFINITY // said once
  }

  #answer(thread: Thread, completion: Completion | undefined): void {
    const time = this.#test.clock()
    this.#answers.push({ thread, completion, time })
    this.#turns.soon(time)
  }

  #note(f: string, value: Json): void {
    if (this.#over) return
    // What was answered before comes before.
    if (!this.#stepping) this.#takeAnswers()
    this.#recorder.append({ time: this.#test.clock(), process: 'nemesis', type: 'info', f, value })
    if (this.#stepping) return
    this.#flush()
    this.#turns.soon(this.#test.clock())
  }

  /** Puts on disk what was recorded. Where that fails, the run is over at once: nothing may happen unrecorded. */
  #flush(): boolean {
    try {
      this.#recorder.flush()
      return true
    } catch (error) {
      this.#stop = { reason: 'failed', error }
      this.#close()
      return false
    }
  }

  /** No more ops; those that are open are waited for a little. */
  #end(stop: Stop): void {
    if (this.#stop !== undefined || this.#over) return
    this.#stop = stop
    this.#sleepers.wakeAll()
    const error = { kind: 'aborted', message: 'the run was ended before an answer came' }
    this.#grace = setTimeout(() => this.#workers.abandon(error), graceMs)
    this.#turns.soon(this.#test.clock())
  }

  #close(): void {
    this.#over = true
    this.#finish()
  }

  async #cleanUp(): Promise<void> {
    this.#turns.stop()
    clearTimeout(this.#grace)
    this.#sleepers.wakeAll()
    try {
      await within(closeMs, this.#workers.close())
    } catch {
      this.#test.log(`some clients did not close within ${closeMs} ms`)
    }
  }
}
