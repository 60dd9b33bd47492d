import type { Invocation } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { eventually, within } from './bounded.ts'
import { struckBy } from './limited.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes } from './node-probe.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'

const limitMs = 20_000
const startMs = 45_000

/** A megabyte beside the data, and away with it; what the system says of it. */
const PROBE = 'dd if=/dev/zero of="$1/murphy-probe" bs=64k count=16 2>&1; rm -f "$1/murphy-probe"'

/**
 * No space left on the device (ENOSPC): what is there stays and can be read and overwritten, nothing can be added. Some
 * databases refuse writes, some stop; those that stopped are started again when there is room.
 */
export const diskFull: Fault = {
  name: 'disk-full',
  about: 'lets the disk that holds the data of some nodes run full for a while',
  inWords: 'full disks',
  needs: ['disk-full'],
  specs: nodeSpecs,
  fs: ['fill-disk', 'free-disk'],
  nemesis: (context) => new DiskFullNemesis(context),
  start: (random) => ({ f: 'fill-disk', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'free-disk', value: null }),
}

class DiskFullNemesis implements Nemesis {
  readonly fs = diskFull.fs
  readonly #context: FaultContext
  readonly #full = new Set<string>()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const phase = op.f === 'fill-disk' ? 'start' : 'stop'
    const act = { fault: 'disk-full', phase, mechanism: 'a full disk' } as const
    return report(act, op, () => (phase === 'start' ? this.#fill(op) : this.#free()))
  }

  async heal(): Promise<void> {
    await this.#each([...this.#full], 'free')
    this.#full.clear()
  }

  async #fill(op: Invocation): Promise<Done> {
    const nodes = await struckBy(this.#context, op.value)
    for (const node of nodes) this.#full.add(node)
    const mechanism = await this.#each(nodes, 'fill')
    return { applied: { mechanism, nodes }, observed: () => this.#observe(nodes, /No space left/) }
  }

  async #free(): Promise<Done> {
    const { system, down } = this.#context
    const nodes = [...this.#full]
    const mechanism = await this.#each(nodes, 'free')
    this.#full.clear()
    if (nodes.length === 0) return { applied: { mechanism, nodes }, observed: { seen: true, how: 'no disk was full' } }
    const mine = nodes.filter((node) => !down.has(node))
    const dead = (await nodesThatAre(this.#context, 'stopped')).filter((node) => mine.includes(node))
    await Promise.all(dead.map((node) => within(startMs, `starting ${node}`, system.start(node))))
    return { applied: { mechanism, nodes }, observed: () => this.#observeFree(nodes, mine) }
  }

  async #each(nodes: readonly string[], act: 'fill' | 'free'): Promise<string> {
    const disks = nodes.map((name) => {
      const { disk } = this.#context.cluster.node(name)
      if (disk === undefined) throw new Error(`the disk of ${name} cannot be filled`)
      return disk
    })
    await within(limitMs, `to ${act} disks`, Promise.all(disks.map((disk) => disk[act]())))
    return disks[0]?.mechanism ?? 'a full disk'
  }

  /** A program beside the database tries to write. */
  async #observe(nodes: readonly string[], expected: RegExp) {
    const { cluster } = this.#context
    const tried = await Promise.all(
      nodes.map(async (name) => {
        const node = cluster.node(name)
        const options = { timeoutMs: limitMs, env: node.disk?.env ?? {} }
        const { stdout } = await node.exec(['sh', '-c', PROBE, 'sh', node.dataDir], options)
        return [name, stdout.trim().split('\n')[0] ?? ''] as const
      }),
    )
    const seen = tried.length > 0 && tried.every(([, said]) => expected.test(said))
    return { seen, how: 'a megabyte was written beside the data', detail: Object.fromEntries(tried) }
  }

  async #observeFree(nodes: readonly string[], mine: readonly string[]) {
    const room = await this.#observe(nodes, /records in/)
    const alive = await eventually(
      10_000,
      () => probeNodes(this.#context, mine, { state: 'running', answers: true }, 1000),
      ({ seen }) => seen,
    )
    return {
      ...room,
      seen: room.seen && (alive.seen || mine.length === 0),
      detail: { written: room.detail, ...alive.detail },
    }
  }
}
