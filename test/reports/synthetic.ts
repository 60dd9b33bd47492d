import { count } from '../../reports/text.ts'
import { availability } from '../../src/checkers/availability/index.ts'
import type { CheckerResult } from '../../src/checkers/checker.ts'
import { faults } from '../../src/checkers/faults/index.ts'
import { lostWrites } from '../../src/checkers/lost-writes/index.ts'
import { recovery } from '../../src/checkers/recovery/index.ts'
import { stats } from '../../src/checkers/stats.ts'
import type { Sample } from '../../src/history/samples.ts'
import type { FaultReport } from '../../src/op/fault.ts'
import type { Json, Op } from '../../src/op/op.ts'
import { Random } from '../../src/op/random.ts'
import { worst } from '../../src/op/verdict.ts'
import type { StoredRun } from '../../src/store/run.ts'

/** A run that never happened, the same for the same options: a failover of three nodes under a set workload. */
export interface SyntheticOptions {
  readonly ops: number
  readonly seed?: number
  readonly seconds?: number
  readonly concurrency?: number
  readonly setting?: 'async' | 'quorum'
  /** Put into a value, an error, a node name and an option. */
  readonly nasty?: string
}

interface Pending {
  readonly at: number
  readonly done: number
  readonly thread: number
  readonly f: 'add' | 'read'
}

const SECOND = 1e9

export function syntheticRun(options: SyntheticOptions): StoredRun {
  const { ops, seed = 1, seconds = 20, concurrency = 10, setting = 'async' } = options
  const random = new Random(seed)
  const nodes = ['n1', 'n2', options.nasty ?? 'n3']
  const end = seconds * SECOND
  const cut = end * 0.4
  const killed = end * 0.5537
  const promoted = end * 0.6
  const healed = end * 0.8
  const lines: Omit<Op, 'index'>[] = []
  const processes = Array.from({ length: concurrency }, (_, thread) => thread)
  const planned = [...schedule(random, ops, { end, killed }, concurrency)].sort((a, b) => a.at - b.at)
  const kept: { element: number; from: number }[] = []
  const seenAt = (time: number): Json => kept.filter(({ from }) => from < time).map(({ element }) => element)
  planned.forEach(({ at, done, thread, f }, element) => {
    const process = processes[thread] ?? thread
    const invoke = { time: at, process, type: 'invoke' as const, f, value: f === 'add' ? element : null }
    const node = at < killed ? 'n1' : 'n2'
    lines.push(invoke)
    if (at < killed && done >= killed) {
      const error = { kind: 'connection-lost', message: options.nasty ?? 'Connection terminated unexpectedly' }
      lines.push({ ...invoke, time: killed + random.int(50) * 1e6, type: 'info', error, node })
      processes[thread] = process + concurrency
    } else if (at >= killed && at < promoted) {
      const error = { kind: 'connection-refused', message: 'connect ECONNREFUSED 198.18.0.11:5432' }
      lines.push({ ...invoke, time: done, type: 'fail', error, node: 'n1' })
    } else if (f === 'add' && random.float() < 0.004) {
      const error = { kind: 'serialization-failure', message: 'could not serialize access (40001)' }
      lines.push({ ...invoke, time: done, type: 'fail', error, node })
    } else {
      lines.push({ ...invoke, time: done, type: 'ok', ...(f === 'read' && { value: seenAt(at) }), node })
      const lost = setting === 'async' && at > cut && at < killed
      if (f === 'add' && !lost) kept.push({ element, from: done })
    }
  })
  const last = Math.max(end, ...processes.keys(), ...planned.slice(-concurrency).map(({ done }) => done)) + 1e6
  for (let thread = 0; thread < Math.min(3, concurrency); thread++) {
    const process = processes[thread] ?? 0
    const invoke = { time: last + thread * 1e6, process, type: 'invoke' as const, f: 'read', value: null }
    lines.push(invoke, { ...invoke, time: invoke.time + 9e6, type: 'ok', value: seenAt(last), node: 'n2' })
  }
  if (options.nasty !== undefined) {
    lines.push({ time: 5, process: 0, type: 'invoke', f: options.nasty, key: options.nasty, value: options.nasty })
    lines.push({ time: 9, process: 0, type: 'ok', f: options.nasty, key: options.nasty, value: [options.nasty] })
  }
  lines.push(...nemesis({ cut, killed, promoted, healed }, nodes))
  const history = lines.sort((a, b) => a.time - b.time).map((line, index): Op => ({ index, ...line }))
  return stored(
    options,
    { seconds, concurrency, setting, nodes, seed },
    history,
    samples({ cut, killed, promoted, healed, end }, nodes, random),
  )
}

/** Each thread does one op after the other; latencies are log-normal around 2 ms, with a slow hump now and then. */
function* schedule(
  random: Random,
  ops: number,
  { end, killed }: { end: number; killed: number },
  concurrency: number,
): Generator<Pending> {
  const gap = (end * concurrency) / ops
  for (let thread = 0; thread < concurrency; thread++) {
    for (let n = 0; n < Math.floor(ops / concurrency); n++) {
      const from = n * gap
      const normal = Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())
      const hump = Math.sin((from / end) * 9) > 0.95 ? 4 : 1
      const latency = Math.min(gap * 0.6, Math.min(gap * 0.4, 2e6 * hump) * Math.exp(normal * 0.4))
      const at = Math.round(from + gap * random.float() * 0.35)
      // Whatever was under way when the primary died had no answer.
      const hangs = at < killed && from + gap > killed
      const f = random.float() < 12 / ops ? 'read' : 'add'
      yield { at, done: hangs ? killed + gap * 0.3 : at + Math.round(latency), thread, f }
    }
  }
}

interface Moments {
  readonly cut: number
  readonly killed: number
  readonly promoted: number
  readonly healed: number
}

function nemesis(at: Moments, nodes: readonly string[]): Omit<Op, 'index'>[] {
  const line = (time: number, type: Op['type'], f: string, value: Json) => ({
    time,
    process: 'nemesis' as const,
    type,
    f,
    value,
  })
  const report = (fault: string, phase: FaultReport['phase'], mechanism: string, on: string[], how: string): Json =>
    ({ fault, phase, planned: on, applied: { mechanism, nodes: on }, observed: { seen: true, how } }) as unknown as Json
  const [n1 = '', n2 = '', n3 = ''] = nodes
  return [
    line(at.cut, 'invoke', 'cut-replication', 'primaries'),
    line(
      at.cut + 8e6,
      'info',
      'cut-replication',
      report(
        'replication',
        'start',
        'link proxy: n1 → n2, n3 cut',
        [n1, n2, n3],
        'no byte passed from n1 to n2 in 300 ms',
      ),
    ),
    line(at.killed, 'invoke', 'kill', [n1]),
    line(at.killed + 2e6, 'info', 'kill', report('kill', 'start', 'SIGKILL', [n1], 'connection refused on n1')),
    line(at.killed + 200e6, 'info', 'health-check-missed', { node: n1, inARow: 1 }),
    line(at.killed + 400e6, 'info', 'health-check-missed', { node: n1, inARow: 2 }),
    line(at.killed + 450e6, 'info', 'fence', { node: n1, found: 'stopped', by: 'nothing to do' }),
    line(at.promoted - 200e6, 'info', 'candidate-chosen', {
      candidate: n2,
      positions: { [n2]: { timeline: 1, lsn: '0/3A21F08' }, [n3]: { timeline: 1, lsn: '0/3A21E90' } },
    }),
    line(at.promoted, 'info', 'promote', { node: n2, from: n1 }),
    line(at.promoted + 150e6, 'info', 're-point', { node: n3, to: n2, streaming: true }),
    line(at.healed, 'invoke', 'heal-replication', null),
    line(
      at.healed + 5e6,
      'info',
      'heal-replication',
      report('replication', 'stop', 'link proxy: all links restored', [n1, n2, n3], 'bytes passed from n1 to n2'),
    ),
    line(at.healed + 300e6, 'invoke', 'start', null),
    line(at.healed + 900e6, 'info', 'start', report('kill', 'stop', 'start', [n1], 'n1 answers')),
    line(at.healed + 950e6, 'info', 'rejoin', { node: n1, to: n2, by: 'pg_rewind', streaming: true }),
  ]
}

function samples(at: Moments & { end: number }, nodes: readonly string[], random: Random): Sample[] {
  const out: Sample[] = []
  for (let time = 0; time < at.end; time += 0.25 * SECOND) {
    nodes.forEach((node, i) => {
      if (i === 0) {
        const role = time < at.killed ? 'primary' : time < at.healed + SECOND ? 'down' : 'standby'
        out.push({ time, node, role, ...(role === 'standby' && { lagBytes: random.int(4000) }) })
        return
      }
      if (i === 1 && time > at.promoted) {
        out.push({ time, node, role: 'primary' })
        return
      }
      const behind = time > at.cut && time < at.promoted ? (time - at.cut) / 2e4 : 0
      out.push({ time, node, role: 'standby', lagBytes: Math.round(behind + random.int(3000)) })
    })
  }
  return out
}

interface Setup {
  readonly seconds: number
  readonly concurrency: number
  readonly setting: 'async' | 'quorum'
  readonly nodes: readonly string[]
  readonly seed: number
}

function stored(options: SyntheticOptions, setup: Setup, history: readonly Op[], all: readonly Sample[]): StoredRun {
  const { setting, seed, seconds, concurrency, nodes } = setup
  const input = { history, samples: all, options: {} }
  const checkers: Record<string, CheckerResult> = Object.fromEntries(
    [lostWrites, faults, recovery, availability, stats].map((checker) => [
      checker.name,
      checker.check(input) as CheckerResult,
    ]),
  )
  const details = checkers['lost-writes']?.details as { counts: Record<string, number> } | undefined
  const { lost = 0, acknowledged = 0 } = details?.counts ?? {}
  const broke = lost > 0
  const command = `npx murphy test postgres --setting ${setting} --workload set --schedule failover --backend process --time-limit ${seconds} --seed ${seed}`
  return {
    folder: '/store/run',
    test: {
      schema: 1,
      runId: 'ab12cd34',
      name: `postgres-${setting}-set-failover-process`,
      murphy: '0.1.0',
      startedAt: '2026-11-22T21:41:07.000Z',
      command,
      seed,
      target: 'postgres',
      setting,
      claims: claims(setting),
      workload: 'set',
      backend: 'process',
      faults: ['partition', 'kill'],
      schedule: 'failover',
      nodes,
      concurrency,
      timeLimitMs: seconds * 1000,
      options: { isolation: options.nasty ?? 'read-committed', reads: 'primary', rate: 0 },
      versions: { postgres: '18.4', node: 'v20.20.2', murphy: '0.1.0' },
      checkers: Object.keys(checkers).map((name) => ({ name })),
      controller: { pid: 4711, startedAt: '2026-11-22T21:41:07.000Z' },
    },
    results: {
      schema: 1,
      runId: 'ab12cd34',
      verdict: worst(Object.values(checkers).map((result) => result.verdict)),
      sentence: broke
        ? `PostgreSQL (async) lost ${count(lost)} of ${count(acknowledged)} writes that it had confirmed, when its primary was killed and a standby took over.`
        : `PostgreSQL (quorum) kept all ${count(acknowledged)} writes that it had confirmed, through the death of its primary.`,
      checkers,
      history: { ops: history.length, complete: true },
      analyzedAt: '2026-11-22T21:41:31.000Z',
      murphy: '0.1.0',
    },
    history,
    samples: all,
  }
}

function claims(setting: 'async' | 'quorum'): StoredRun['test']['claims'] {
  const source = 'PostgreSQL 18 documentation, 26.2.8 Synchronous Replication'
  return [
    setting === 'async'
      ? {
          kind: 'durability',
          promise: 'none',
          text: 'Streaming replication is asynchronous by default: transactions that were committed but not yet replicated may be lost in a failover.',
          source: 'PostgreSQL 18 documentation, 26.2.5 Streaming Replication',
        }
      : {
          kind: 'durability',
          promise: 'acknowledged-writes-survive-failover',
          text: 'Each commit waits until ANY 1 of the standbys has written it to disk.',
          source,
        },
    {
      kind: 'consistency',
      promise: 'read-committed',
      text: 'A query sees only data committed before the query began.',
      source: 'PostgreSQL 18 documentation, 13.2.1 Read Committed Isolation Level',
    },
  ]
}
