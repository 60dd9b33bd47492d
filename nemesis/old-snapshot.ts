import type { Invocation } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import { struckBy } from './limited.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes } from './node-probe.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'

const limitMs = 30_000
const startMs = 45_000
const mechanism = 'SIGKILL, and a copy of the data folder'
const fault = 'old-snapshot'

/** `$place` is where the snapshot of the data folder `$1` is. */
const PLACE = 'place=$(dirname "$1"); test -w "$place" || place=/tmp; place="$place/murphy-snapshot"'
const TAKE = `${PLACE}; rm -rf "$place"; cp -a "$1" "$place"`
/** A file that the snapshot does not have is put beside the data first. */
const RESTORE = `${PLACE}; touch "$1/murphy-later"; find "$1" -mindepth 1 -delete; cp -a "$place/." "$1"`
const DROP = `${PLACE}; rm -rf "$place"`
const LATER = 'test -e "$1/murphy-later" && echo there || echo gone'

/**
 * A node is put back to an older snapshot of its disk, as by an operator who restores a machine: it has forgotten what
 * it had acknowledged, and nobody is told. Both snapshots and restorations are made of a node that was killed, and that
 * starts again at once.
 */
export const oldSnapshot: Fault = {
  name: fault,
  about: 'takes a snapshot of the data of some nodes, and later puts them back to it',
  inWords: 'restored snapshots',
  needs: ['kill', 'exec'],
  specs: nodeSpecs,
  fs: ['take-snapshot', 'restore-snapshot'],
  nemesis: (context) => new SnapshotNemesis(context),
  start: (random) => ({ f: 'take-snapshot', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'restore-snapshot', value: null }),
}

class SnapshotNemesis implements Nemesis {
  readonly fs = oldSnapshot.fs
  readonly #context: FaultContext
  readonly #taken = new Set<string>()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    if (op.f === 'take-snapshot') return report({ fault, phase: 'start', mechanism }, op, () => this.#take(op))
    return report({ fault, phase: 'stop', mechanism }, op, () => this.#restore())
  }

  /** A snapshot that is not restored does no harm. */
  async heal(): Promise<void> {
    const mine = [...this.#context.down].filter(([, by]) => by === fault).map(([node]) => node)
    await this.#start(mine)
    await Promise.all([...this.#taken].map((node) => this.#run(node, DROP)))
    this.#taken.clear()
  }

  async #take(op: Invocation): Promise<Done> {
    const nodes = await struckBy(this.#context, op.value)
    await this.#whileDown(nodes, TAKE)
    for (const node of nodes) this.#taken.add(node)
    return { applied: { mechanism, nodes }, observed: () => this.#serving(nodes) }
  }

  /** Nodes that other faults keep down or asleep stay as they are; their turn may come later. */
  async #restore(): Promise<Done> {
    const running = await nodesThatAre(this.#context, 'running')
    const nodes = running.filter((node) => this.#taken.has(node))
    await this.#whileDown(nodes, RESTORE)
    for (const node of nodes) this.#taken.delete(node)
    if (nodes.length === 0)
      return { applied: { mechanism, nodes }, observed: { seen: true, how: 'nothing to restore' } }
    return { applied: { mechanism, nodes }, observed: () => this.#observe(nodes) }
  }

  async #whileDown(nodes: readonly string[], script: string): Promise<void> {
    const { cluster, down } = this.#context
    for (const node of nodes) down.set(node, fault)
    const each = nodes.map(async (node) => {
      await cluster.node(node).kill()
      await this.#run(node, script)
    })
    await within(limitMs, `the snapshots of ${nodes.join(', ')}`, Promise.all(each))
    await this.#start(nodes)
  }

  /** The primary first: the others follow it. */
  async #start(nodes: readonly string[]): Promise<void> {
    const { system, down } = this.#context
    const leading = system.primary()
    for (const node of [...nodes].sort((a, b) => Number(b === leading) - Number(a === leading))) {
      await within(startMs, `starting ${node}`, system.start(node))
      down.delete(node)
    }
  }

  #serving(nodes: readonly string[]) {
    return probeNodes(this.#context, nodes, { state: 'running', answers: true }, 10_000)
  }

  async #observe(nodes: readonly string[]) {
    const look = async (node: string) => [`later files of ${node}`, await this.#run(node, LATER)] as const
    const found = await Promise.all(nodes.map(look))
    const serving = await this.#serving(nodes)
    return {
      seen: serving.seen && found.every(([, text]) => text === 'gone'),
      how: `${serving.how}; a file made after the snapshot is looked for`,
      detail: { ...serving.detail, ...Object.fromEntries(found) },
    }
  }

  async #run(name: string, script: string): Promise<string> {
    const node = this.#context.cluster.node(name)
    const options = { timeoutMs: limitMs }
    const { code, stdout, stderr } = await node.exec(['sh', '-c', script, 'sh', node.dataDir], options)
    if (code !== 0) throw new Error(`the snapshot of ${name}: ${stderr.trim() || `exit code ${code}`}`)
    return stdout.trim()
  }
}
