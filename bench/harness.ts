import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '../src/client/client.ts'
import { clients, lift, limit, mix, randomly } from '../src/generator/index.ts'
import type { Completion, Op } from '../src/op/op.ts'
import { Random } from '../src/op/random.ts'
import { monotonic, SECOND } from '../src/op/time.ts'
import { runTest } from '../src/runner/index.ts'

/** One line of the result: how fast, and how much slower than a bare loop over the same client. */
export interface Row {
  readonly what: string
  readonly opsPerSecond: number
  readonly timesBareLoop: number
}

const concurrency = 10

/**
 * The harness' own cost per op: complete ops (invocation and completion, generated, validated and recorded to a file)
 * per second against a client that answers at once, beside a loop that does nothing but call the client and write as
 * many bytes.
 */
export async function harness(ops = 200_000): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'murphy-bench-'))
  try {
    await run(folder, Math.min(ops, 20_000), 'file') // warm-up
    const bare = best(await bareLoop(folder, ops), await bareLoop(folder, ops))
    const file = best(await run(folder, ops, 'file'), await run(folder, ops, 'file'))
    const memory = best(await run(folder, ops, 'nowhere'), await run(folder, ops, 'nowhere'))
    const row = (what: string, opsPerSecond: number) => ({ what, opsPerSecond, timesBareLoop: bare / opsPerSecond })
    return [
      row('bare loop: no-op client, history written in one piece a round', bare),
      row('harness, history recorded to a file', file),
      row('harness, history thrown away', memory),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const best = Math.max

const noop: Client = {
  open: async () => noop,
  setup: async () => {},
  invoke: async (op): Promise<Completion> => (op.f === 'read' ? { type: 'ok', value: 3 } : { type: 'ok' }),
  teardown: async () => {},
  close: async () => {},
}

async function run(folder: string, ops: number, recorded: 'file' | 'nowhere'): Promise<number> {
  const fd = openSync(join(folder, 'history.jsonl'), 'w')
  const random = new Random(1)
  const write = randomly(random, (draw) => ({ f: 'write', value: draw.int(5) }))
  const load = mix(random, [() => ({ f: 'read' }), write])
  const clock = monotonic()
  await runTest({
    nodes: ['n1', 'n2', 'n3'],
    concurrency,
    generator: lift(clients(limit(ops, load))),
    client: noop,
    timeout: { kind: 'adaptive', minMs: 500, maxMs: 5000 },
    record: recorded === 'file' ? (batch) => void writeSync(fd, lines(batch)) : () => {},
    log: () => {},
    clock,
  })
  const elapsed = clock()
  closeSync(fd)
  return ops / (elapsed / SECOND)
}

/** As little as can be done: call the client, write the same lines, `concurrency` ops a round. */
async function bareLoop(folder: string, ops: number): Promise<number> {
  const fd = openSync(join(folder, 'bare.jsonl'), 'w')
  const clock = monotonic()
  for (let done = 0; done < ops; done += concurrency) {
    const asked = Array.from({ length: concurrency }, (_, i) => ({ f: 'write', value: i, process: i, time: clock() }))
    writeSync(fd, lines(asked.map((op, i) => ({ ...op, index: done + i, type: 'invoke' }))))
    const answers = await Promise.all(asked.map((op) => noop.invoke(op)))
    writeSync(fd, lines(asked.map((op, i) => ({ ...op, index: done + i, type: answers[i]?.type ?? 'info' }))))
  }
  const elapsed = clock()
  closeSync(fd)
  return ops / (elapsed / SECOND)
}

function lines(ops: readonly Op[]): string {
  return ops.map((op) => `${JSON.stringify(op)}\n`).join('')
}
