import type { CheckerResult, Sample } from '../../src/checkers/checker.ts'
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
  readonly value: number | null
}

const SECOND = 1e9

export function syntheticRun(options: SyntheticOptions): StoredRun {
  const { ops, seed = 1, seconds = 20, concurrency = 10, setting = 'async' } = options
  const random = new Random(seed)
  const nodes = ['n1', 'n2', options.nasty ?? 'n3']
  const end = seconds * SECOND
  const cut = end * 0.4
  const killed = end * 0.55
  const promoted = end * 0.6
  const healed = end * 0.8
  const lines: Omit<Op, 'index'>[] = []
  const lost: number[] = []
  let element = 0
  const processes = Array.from({ length: concurrency }, (_, thread) => thread)
  for (const { at, done, thread, f, value } of schedule(random, ops, end, concurrency, () => element++)) {
    const process = processes[thread] ?? thread
    const invoke = { time: at, process, type: 'invoke' as const, f, value }
    lines.push(invoke)
    const down = at > killed && at < promoted
    const node = at < killed ? 'n1' : 'n2'
    if (done > killed && at < killed) {
      const error = { kind: 'connection-lost', message: options.nasty ?? 'terminating connection: 57P01' }
      lines.push({ ...invoke, time: killed + random.int(50) * 1e6, type: 'info', error, node })
      processes[thread] = process + concurrency
    } else if (down) {
      const error = { kind: 'connection-refused', message: 'connect ECONNREFUSED 198.18.0.11:5432' }
      lines.push({ ...invoke, time: done, type: 'fail', error, node: 'n1' })
    } else if (random.float() < 0.004) {
      lines.push({
        ...invoke,
        time: done,
        type: 'fail',
        error: { kind: 'serialization-failure', message: '40001' },
        node,
      })
    } else {
      const learnt: Json = f === 'read' ? Array.from({ length: Math.min(element, 400) }, (_, i) => i) : value
      lines.push({ ...invoke, time: done, type: 'ok', value: learnt, node })
      if (f === 'add' && at > cut && done < killed && setting === 'async') lost.push(value ?? 0)
    }
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
    lost,
    samples({ cut, killed, promoted, healed, end }, nodes, random),
  )
}

/** Each thread does one op after the other; latencies are log-normal around 2 ms, with a slow hump now and then. */
function* schedule(
  random: Random,
  ops: number,
  end: number,
  concurrency: number,
  next: () => number,
): Generator<Pending> {
  const perThread = Math.ceil(ops / concurrency)
  for (let thread = 0; thread < concurrency; thread++) {
    const gap = end / perThread
    for (let i = 0; i < perThread; i++) {
      const at = Math.round(i * gap + random.float() * gap * 0.2)
      const normal = Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())
      const hump = Math.sin((at / end) * 9) > 0.95 ? 4 : 1
      const latency = Math.min(gap * 0.75, 2e6 * hump * Math.exp(normal * 0.5))
      const f = random.float() < 0.002 ? 'read' : 'add'
      yield { at, done: at + Math.round(latency), thread, f, value: f === 'add' ? next() : null }
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
    line(at.cut, 'invoke', 'start-partition', 'replication'),
    line(
      at.cut + 8e6,
      'info',
      'start-partition',
      report(
        'partition',
        'start',
        'link proxy: n1 → n2, n3 cut',
        [n1, n2, n3],
        'no byte passed from n1 to n2 in 300 ms',
      ),
    ),
    line(at.killed, 'invoke', 'kill', [n1]),
    line(
      at.killed + 2e6,
      'info',
      'kill',
      report('kill', 'start', 'SIGKILL to the process group', [n1], 'connection refused on n1'),
    ),
    line(at.killed + 400e6, 'info', 'health-check-missed', { node: n1, missed: 3 }),
    line(at.promoted - 200e6, 'info', 'choose', { node: n2, lag: 312, text: 'n2 has the most of the log (0/3A21F08)' }),
    line(at.promoted, 'info', 'promote', { node: n2, position: '0/3A21F08' }),
    line(at.promoted + 150e6, 'info', 'repoint', { node: n3, primary: n2 }),
    line(at.healed, 'invoke', 'heal', null),
    line(
      at.healed + 5e6,
      'info',
      'heal',
      report('partition', 'stop', 'link proxy: all links restored', [n1, n2, n3], 'bytes passed from n1 to n2'),
    ),
    line(at.healed + 300e6, 'invoke', 'restart', [n1]),
    line(at.healed + 900e6, 'info', 'restart', report('kill', 'stop', 'start', [n1], 'n1 answers')),
    line(at.healed + 950e6, 'info', 'rejoin', { node: n1, how: 'pg_rewind', primary: n2 }),
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

function stored(
  options: SyntheticOptions,
  setup: Setup,
  history: readonly Op[],
  lost: readonly number[],
  all: readonly Sample[],
): StoredRun {
  const { setting, seed, seconds, concurrency, nodes } = setup
  const acknowledged = history.filter((op) => op.type === 'ok' && op.f === 'add').length
  const broke = lost.length > 0
  const checkers: Record<string, CheckerResult> = {
    'lost-writes': {
      verdict: broke ? 'invalid' : 'valid',
      summary: broke
        ? `${lost.length} of ${acknowledged} acknowledged writes are gone from the surviving primary.`
        : `All ${acknowledged} acknowledged writes are on the surviving primary.`,
      checked: { attempted: options.ops, acknowledged, 'final reads': 1 },
      details: { lost: lost.map((element) => ({ element })), stale: [], duplicated: [] },
    },
    stats: {
      verdict: 'valid',
      summary: 'Every kind of op succeeded at least once.',
      checked: { ops: options.ops },
      details: {},
    },
    availability: {
      verdict: 'valid',
      summary: 'Writes were answered again 1.04 s after the primary was killed.',
      checked: { seconds },
      details: {},
    },
  }
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
        ? `PostgreSQL (async) lost ${lost.length} of ${acknowledged} writes that it had confirmed, when its primary was killed and a standby took over.`
        : `PostgreSQL (quorum) kept all ${acknowledged} writes that it had confirmed, through the death of its primary.`,
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
