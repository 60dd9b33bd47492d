import type { Address, Cluster, Cut, Network, Node, NodeState, Ping, Rule } from '../../src/cluster/cluster.ts'
import { distinctCuts, Tagged } from '../../src/cluster/tagged.ts'
import type { System } from '../../src/targets/target.ts'

/** What a fake does wrong on purpose. */
export interface Flaws {
  /** Cuts are accepted and not made. */
  readonly leakyNetwork?: boolean
  /** Kills and pauses are accepted and do nothing. */
  readonly deafNodes?: boolean
  /** `start` rejects for this node. */
  readonly doomed?: string
  /** The promotion rejects. */
  readonly noFailover?: boolean
}

const unused = async (): Promise<never> => {
  throw new Error('not part of the fake')
}

/** A cluster and a database that hold only what faults touch, told apart from it by ports: n1 is at port 1. */
export function fakeContext(count = 3, flaws: Flaws = {}) {
  const names = Array.from({ length: count }, (_, i) => `n${i + 1}`)
  const states = new Map<string, NodeState>(names.map((name) => [name, 'running']))
  const log: string[] = []
  const throttled = new Map<string, number>()
  const memory = new Map<string, number>()
  const oomKills = new Map<string, number>()
  const full = new Set<string>()
  const readOnly = new Set<string>()
  const lost = new Set<string>()
  const cuts = new Tagged<Cut>()
  const rules = new Tagged<Rule>()
  let primary = 'n1'

  const set = (name: string, state: NodeState, act: string) => {
    log.push(`${act} ${name}`)
    if (!flaws.deafNodes) states.set(name, state)
  }
  const node = (name: string): Node => ({
    name,
    dataDir: '/data',
    listen: { host: '127.0.0.1', port: 1 },
    // All that faults run on a node are programs that want memory, or room on the disk.
    exec: async (argv) => {
      const script = argv.join(' ')
      const said = (stdout: string) => ({ code: 0, stdout, stderr: '' })
      if (script.includes('murphy-probe') && readOnly.has(name)) return said('dd: Read-only file system')
      if (script.includes('murphy-probe'))
        return said(full.has(name) ? 'dd: No space left on device' : '16+0 records in')
      if (script.includes('cat murphy-synced')) return said(lost.has(name) ? 'kept|' : 'kept|lost')
      if (memory.get(name) === undefined || flaws.deafNodes) return { code: 0, stdout: '', stderr: '' }
      oomKills.set(name, (oomKills.get(name) ?? 0) + 1)
      states.set(name, 'stopped')
      return { code: 137, stdout: '', stderr: '' }
    },
    disk: {
      mechanism: 'fake disk',
      fill: async () => {
        log.push(`fill ${name}`)
        if (!flaws.deafNodes) full.add(name)
      },
      free: async () => {
        log.push(`free ${name}`)
        full.delete(name)
      },
    },
    files: {
      mechanism: 'fake files',
      env: { UNDER: 'fake' },
      set: async (state) => {
        log.push(`files ${name} ${JSON.stringify(state)}`)
        if (!flaws.deafNodes && state.readOnly !== undefined) readOnly[state.readOnly ? 'add' : 'delete'](name)
      },
      lose: async () => {
        log.push(`lose ${name}`)
        if (!flaws.deafNodes) lost.add(name)
        return { files: 1, bytes: 8 }
      },
      settle: unused,
    },
    limits: {
      mechanism: 'fake limits',
      cpu: async (cpus) => {
        log.push(`cpu ${name} ${cpus ?? 'free'}`)
        if (cpus === undefined || flaws.deafNodes) throttled.delete(name)
        else throttled.set(name, 1)
      },
      memory: async (bytes) => {
        log.push(`memory ${name} ${bytes ?? 'free'}`)
        if (bytes === undefined) memory.delete(name)
        else memory.set(name, bytes)
      },
      usage: async () => {
        const periods = throttled.get(name) ?? 0
        if (periods > 0) throttled.set(name, periods + 1)
        const limit = memory.get(name) ?? Number.POSITIVE_INFINITY
        const kills = oomKills.get(name) ?? 0
        return { throttledPeriods: periods, throttledMs: periods, oomKills: kills, resident: 1000, memoryLimit: limit }
      },
    },
    writeFile: unused,
    readFile: unused,
    start: unused,
    signal: unused,
    logTail: unused,
    kill: async () => set(name, 'stopped', 'kill'),
    pause: async () => set(name, 'paused', 'pause'),
    resume: async () => set(name, 'running', 'resume'),
    state: async () => states.get(name) ?? 'stopped',
  })
  const nodes = names.map(node)
  const address = (to: string): Address => ({ host: '127.0.0.1', port: names.indexOf(to) + 1 })
  const ping: Ping = async ({ port }) => states.get(names[port - 1] ?? '') === 'running'
  const passes = (from: string, to: string) => !cuts.all.some((cut) => cut.from === from && cut.to === to)

  const network: Network = {
    mechanism: 'fake links',
    mechanismOf: (capability) => `fake ${capability}`,
    cut: async (wanted, tag = '') => {
      log.push(`cut ${wanted.length}`)
      cuts.set(tag, flaws.leakyNetwork ? [] : wanted)
    },
    cuts: () => distinctCuts(cuts.all),
    shape: async (wanted, tag = '') => {
      log.push(`shape ${wanted.length}`)
      rules.set(tag, flaws.leakyNetwork ? [] : wanted)
    },
    reset: async (links) => {
      log.push(`reset ${links.length}`)
      return links.length
    },
    arrives: async (from, to) => passes(from, to),
    reaches: async (from, to, ask) => passes(from, to) && passes(to, from) && (await ask(address(to), 1000)),
    measure: async (from, to, { count, bytes }) => {
      const { shape = {} } = rules.all.find((rule) => rule.from === from && rule.to === to) ?? {}
      const share = (of = 0) => Math.round(of * count)
      return {
        sent: count,
        received: count - share(shape.loss) - share(shape.corruption),
        medianMs: (shape.delayMs ?? 0) + (shape.bytesPerSecond ? (bytes / shape.bytesPerSecond) * 1000 : 0),
        duplicated: share(shape.duplication),
        reordered: share(shape.reordering),
        damaged: share(shape.corruption),
      }
    },
  }
  const cluster: Cluster = {
    backend: 'in-process',
    nodes,
    network,
    provenance: {},
    node: (name) => nodes.find((candidate) => candidate.name === name) ?? node(name),
    address,
    collectLogs: unused,
    down: unused,
  }
  const system: System = {
    version: 'fake',
    connect: unused,
    classify: () => ({ kind: 'fake', message: 'fake', definite: false, fatal: false }),
    primary: () => primary,
    sample: async () => names.map((name) => ({ node: name, role: name === primary ? 'primary' : 'standby' })),
    ping,
    start: async (name) => {
      if (name === flaws.doomed) throw new Error(`${name} is doomed`)
      set(name, 'running', 'start')
    },
    stop: async (name) => set(name, 'stopped', 'stop'),
    failover: async () => {
      if (flaws.noFailover) throw new Error('no standby is fit')
      log.push('failover')
      primary = names.find((name) => states.get(name) === 'running') ?? primary
      return primary
    },
    close: async () => {},
  }
  const context = { cluster, system, down: new Map<string, string>() }
  return { context, states, log, cuts: () => distinctCuts(cuts.all), rules: () => rules.all }
}
