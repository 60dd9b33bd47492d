import { MurphyError } from '../op/failure.ts'
import type { Nanos } from '../op/op.ts'
import { RunContext } from './context.ts'
import type { Context, GeneratedOp, Generator, Liftable } from './generator.ts'
import { lift } from './lift.ts'
import { validate } from './validate.ts'

export interface SimulateOptions {
  /** Client threads; there is always a nemesis beside them. Default 2. */
  readonly concurrency?: number
  /** How long ops take, in ns; default 10. Sleeps last as long as they say. */
  readonly latency?: Nanos | ((op: GeneratedOp) => Nanos)
  /** What becomes of an op; default ok (info for the nemesis). */
  readonly outcome?: (op: GeneratedOp, context: Context) => 'ok' | 'fail' | 'info'
  /** Stop after so many invocations; default 100,000. */
  readonly maxOps?: number
}

/**
 * Runs a generator against a database that does not exist, in no time: invocations and completions in order, log lines
 * and sleeps among them. An invocation that is due when a completion is goes first (the runner prefers the completion,
 * the simulator Jepsen's order). Throws when the generator is pending and nothing is open that could change its mind.
 */
export function simulate(of: Liftable, options: SimulateOptions = {}): GeneratedOp[] {
  const { concurrency = 2, maxOps = 100_000 } = options
  const history: GeneratedOp[] = []
  const open: GeneratedOp[] = [] // by time of completion
  let generator: Generator = validate(lift(of))
  let context = RunContext.start(concurrency)
  for (let invoked = 0; invoked < maxOps; ) {
    const next = generator.op(context)
    if (next === null) break
    const [op, then] = next
    const first = open[0]
    if (op !== 'pending' && (first === undefined || op.time <= first.time)) {
      const time = Math.max(context.time, op.time)
      context = context.busy(threadOf(context, op), time)
      generator = then.update(context, op)
      history.push(op)
      insert(open, complete(op, context, options))
      invoked++
    } else if (first !== undefined) {
      open.shift()
      const thread = threadOf(context, first)
      context = context.freed(thread, Math.max(context.time, first.time))
      generator = generator.update(context, first)
      if (first.type === 'info') context = context.nextProcess(thread)
      history.push(first)
    } else {
      throw new MurphyError(
        'broken',
        `The generator is pending at ${context.time} ns with no op open: it waits for ever.`,
      )
    }
  }
  return [...history, ...open]
}

/** Only the invocations of a simulated history, log lines and sleeps left out. */
export function invocations(history: readonly GeneratedOp[]): GeneratedOp[] {
  const open = new Set<GeneratedOp['process']>()
  return history.filter((op) => {
    if (op.type === 'log' || op.type === 'sleep') return false
    if (op.process !== 'nemesis') return op.type === 'invoke'
    // The nemesis' ops are info both ways: every other one is an invocation.
    if (open.delete(op.process)) return false
    open.add(op.process)
    return true
  })
}

/** Invocations where every op succeeds at once. */
export function quick(of: Liftable, options: SimulateOptions = {}): GeneratedOp[] {
  return invocations(simulate(of, { latency: 0, ...options }))
}

/** Invocations where every op succeeds after 10 ns. */
export function perfect(of: Liftable, options: SimulateOptions = {}): GeneratedOp[] {
  return invocations(simulate(of, options))
}

/** Invocations where every op is indeterminate after 10 ns. */
export function perfectInfo(of: Liftable, options: SimulateOptions = {}): GeneratedOp[] {
  return invocations(simulate(of, { outcome: () => 'info', ...options }))
}

/** The whole history where each thread's ops fail, stay unknown and succeed in turn, after 10 ns. */
export function imperfect(of: Liftable, options: SimulateOptions = {}): GeneratedOp[] {
  const outcomes = ['fail', 'info', 'ok'] as const
  const turns = new Map<unknown, number>()
  const outcome = (op: GeneratedOp, context: Context) => {
    const thread = context.threadOf(op.process)
    const turn = turns.get(thread) ?? 0
    turns.set(thread, turn + 1)
    return outcomes[turn % 3] ?? 'ok'
  }
  return simulate(of, { outcome, ...options })
}

function complete(op: GeneratedOp, context: Context, options: SimulateOptions): GeneratedOp {
  const { latency = 10, outcome = () => 'ok' } = options
  if (op.type === 'log') return op
  if (op.type === 'sleep') return { ...op, time: op.time + op.duration }
  const took = typeof latency === 'number' ? latency : latency(op)
  const type = op.process === 'nemesis' ? 'info' : outcome(op, context)
  return { ...op, type, time: op.time + took }
}

function insert(open: GeneratedOp[], op: GeneratedOp): void {
  const later = open.findIndex((other) => other.time > op.time)
  open.splice(later === -1 ? open.length : later, 0, op)
}

function threadOf(context: Context, op: GeneratedOp) {
  const thread = context.threadOf(op.process)
  if (thread === undefined) throw new MurphyError('broken', `No thread runs process ${op.process}.`)
  return thread
}
