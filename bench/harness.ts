import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '../src/client/client.ts'
import { clients, lift, limit, mix, randomly } from '../src/generator/index.ts'
import { HistoryWriter } from '../src/history/writer.ts'
import type { Completion, Op } from '../src/op/op.ts'
import { Random } from '../src/op/random.ts'
import { monotonic, SECOND } from '../src/op/time.ts'
import { runTest } from '../src/runner/index.ts'

/** One line of the result; the best of several rounds. */
export interface Row {
  readonly what: string
  /** Complete ops (invocation and completion) per second of wall-clock time. */
  readonly opsPerSecond: number
  /** Processor time an op, all threads: what a busy machine disturbs less. */
  readonly cpuMicrosPerOp: number
  /** Wall-clock time, in times of the bare loop's. */
  readonly timesBareLoop: number
}

interface Measured {
  readonly wall: number
  readonly cpu: number
}

const concurrency = 10
let files = 0

const what = [
  'bare loop: no-op client, the same lines in one write a round',
  'harness, history recorded to a file',
  'harness, history thrown away',
]

/**
 * The harness' own cost per op: complete ops (invocation and completion, generated, validated and recorded to a file)
 * per second against a client that answers at once, beside a loop that does nothing but call the client and write as
 * many bytes.
 */
export async function harness(ops = 100_000): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'murphy-bench-'))
  try {
    await run(folder, Math.min(ops, 20_000), 'file') // warm-up
    const rounds: Measured[][] = []
    // In turns: what else the machine does disturbs all alike.
    for (let round = 0; round < 3; round++)
      rounds.push([await bareLoop(folder, ops), await run(folder, ops, 'file'), await run(folder, ops, 'nowhere')])
    const best = (i: number, of: keyof Measured) => Math.min(...rounds.map((round) => round[i]?.[of] ?? Infinity))
    return what.map((name, i) => ({
      what: name,
      opsPerSecond: Math.round(ops / (best(i, 'wall') / SECOND)),
      cpuMicrosPerOp: best(i, 'cpu') / ops,
      timesBareLoop: best(i, 'wall') / best(0, 'wall'),
    }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const noop: Client = {
  open: async () => noop,
  setup: async () => {},
  invoke: async (op): Promise<Completion> => (op.f === 'read' ? { type: 'ok', value: 3 } : { type: 'ok' }),
  teardown: async () => {},
  close: async () => {},
}

async function run(folder: string, ops: number, recorded: 'file' | 'nowhere'): Promise<Measured> {
  const history = HistoryWriter.open(join(folder, `history-${files++}.jsonl`))
  const random = new Random(1)
  const write = randomly(random, (draw) => ({ f: 'write', value: draw.int(5) }))
  const load = mix(random, [() => ({ f: 'read' }), write])
  const stop = stopwatch()
  await runTest({
    nodes: ['n1', 'n2', 'n3'],
    concurrency,
    generator: lift(clients(limit(ops, load))),
    client: noop,
    timeout: { kind: 'adaptive', minMs: 500, maxMs: 5000 },
    record: recorded === 'file' ? (batch) => history.append(batch) : () => {},
    log: () => {},
    clock: monotonic(),
  })
  const measured = stop()
  history.close()
  return measured
}

/** As little as can be done: call the client, write the same lines, `concurrency` ops a round. */
async function bareLoop(folder: string, ops: number): Promise<Measured> {
  const fd = openSync(join(folder, 'bare.jsonl'), 'w')
  const clock = monotonic()
  const stop = stopwatch()
  for (let done = 0; done < ops; done += concurrency) {
    const asked = Array.from({ length: concurrency }, (_, i) => ({ f: 'write', value: i, process: i, time: clock() }))
    writeSync(fd, lines(asked.map((op, i) => ({ ...op, index: done + i, type: 'invoke' }))))
    const answers = await Promise.all(asked.map((op) => noop.invoke(op)))
    writeSync(fd, lines(asked.map((op, i) => ({ ...op, index: done + i, type: answers[i]?.type ?? 'info' }))))
  }
  const measured = stop()
  closeSync(fd)
  return measured
}

function lines(ops: readonly Op[]): string {
  return ops.map((op) => `${JSON.stringify(op)}\n`).join('')
}

function stopwatch(): () => Measured {
  const clock = monotonic()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { wall: clock(), cpu: user + system }
  }
}
