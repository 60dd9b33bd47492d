import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { faults } from '../nemesis/registry.ts'
import { interval } from '../nemesis/schedules/interval.ts'
import { clients, invocations, phases, simulate, timeLimit } from '../src/generator/index.ts'
import type { Nanos, Op } from '../src/op/op.ts'
import { Random } from '../src/op/random.ts'
import { MS, SECOND } from '../src/op/time.ts'
import { runTest } from '../src/scenario/run-test.ts'
import { watchCpuWaits } from './cpu-waits.ts'

const families = ['partition', 'kill', 'pause']
const everyS = 1
const seed = 1

export interface NodesRow {
  readonly seconds: number
  readonly faults: number
  readonly ops: number
  /** How late a fault was at most, and that of 99 in 100, beyond what those before it had been late; ms. */
  readonly latest: number
  readonly latestOf99: number
  /** The latest one's name, and when it began, s. */
  readonly latestFault: string
  /** The longest time in which the harness looked at no timer, whether busy or without a CPU; ms. */
  readonly blocked: number
  /** The longest time for which the machine gave the harness no CPU while it had to do; ms. */
  readonly waitedForCpu: number | undefined
  /** Resident memory and open files after the first tenth of the load, and at its end. */
  readonly memoryMb: readonly [number, number]
  readonly handles: readonly [number, number]
}

/**
 * 50 nodes that do nothing, under faults that come about once a second for each family: does the harness keep its
 * schedule, and does it keep anything else that it should not?
 */
export async function fiftyNodes(seconds: number): Promise<NodesRow> {
  const store = mkdtempSync(join(tmpdir(), 'murphy-bench-nodes-'))
  const usage: { memory: number; handles: number }[] = []
  const timer = setInterval(() => usage.push({ memory: residentMb(), handles: openFiles() }), 1000)
  try {
    const scenario = { target: 'memory', workload: 'set', nodes: 50, rate: 200, concurrency: 50 }
    const load = { faults: families, interval: everyS, timeLimit: seconds, seed, store }
    let whileLoaded = 0
    let waitedForCpu: number | undefined
    let blocked = 0
    const waits = watchCpuWaits()
    const turns = monitorEventLoopDelay({ resolution: 5 })
    turns.enable()
    const outcome = await runTest(
      { ...scenario, ...load },
      {
        onProgress(event) {
          if (event.kind !== 'phase' || event.phase !== 'tear-down') return
          whileLoaded = usage.length
          waitedForCpu = waits()
          turns.disable()
          blocked = turns.max / MS
        },
      },
    )
    const late = lateness(outcome.history, seconds).sort((a, b) => a.by - b.by)
    const latest = late.at(-1)
    const early = usage[Math.floor(whileLoaded / 10)]
    const end = usage[Math.max(0, whileLoaded - 1)]
    return {
      seconds,
      faults: late.length,
      ops: outcome.history.filter(({ type }) => type === 'invoke').length,
      latest: latest?.by ?? 0,
      latestOf99: late[Math.floor(late.length * 0.99)]?.by ?? 0,
      latestFault: latest === undefined ? 'none' : `${latest.f} at ${(latest.at / SECOND).toFixed(1)} s`,
      blocked,
      waitedForCpu,
      memoryMb: [early?.memory ?? 0, end?.memory ?? 0],
      handles: [early?.handles ?? 0, end?.handles ?? 0],
    }
  } finally {
    clearInterval(timer)
    rmSync(store, { recursive: true })
  }
}

/** By how much, in ms, the time from each fault to the next was longer than planned, and longer than the fault itself took. */
function lateness(history: readonly Op[], seconds: number): { f: string; at: Nanos; by: number }[] {
  const planned = plan(seconds)
  const nemesis = history.filter(({ process, f }) => process === 'nemesis' && planned.some((step) => step.f === f))
  const asked = nemesis.filter((_, i) => i % 2 === 0)
  const done = nemesis.filter((_, i) => i % 2 === 1)
  return planned.slice(1).flatMap((step, i) => {
    const [before, now, free] = [asked[i], asked[i + 1], done[i]]
    if (before === undefined || now === undefined || free === undefined) return []
    const gap = step.time - (planned[i]?.time ?? 0)
    const due = Math.max(before.time + gap, free.time)
    return [{ f: now.f, at: now.time, by: (now.time - due) / MS }]
  })
}

/** What the schedule draws from the seed, as a run puts it together. */
function plan(seconds: number) {
  const random = new Random(seed)
  random.fork() // the workload's
  const options = {
    timeLimit: seconds * SECOND,
    random: new Random(random.fork()),
    faults: families.flatMap((name) => faults.filter((fault) => fault.name === name)),
    interval: everyS * SECOND,
  }
  const whole = phases(timeLimit(seconds * SECOND, interval.generator(options).during), clients([]))
  return invocations(simulate(whole, { concurrency: 1, latency: () => 0 })).flatMap((op) =>
    op.process === 'nemesis' && 'f' in op ? [{ f: op.f, time: op.time }] : [],
  )
}

const residentMb = () => Math.round(process.memoryUsage.rss() / 1e6)

/** Sockets and files that this process holds, on systems that tell. */
function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return process.getActiveResourcesInfo().length
  }
}
