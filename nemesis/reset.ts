import { connect, type Socket } from 'node:net'
import type { Address, Cut } from '../src/cluster/cluster.ts'
import type { Invocation } from '../src/op/op.ts'
import { type Done, over, report } from './act.ts'
import { eventually, within } from './bounded.ts'
import { answering } from './link-probe.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { choiceOf, chooseNodes, drawChoice, nodeSpecs } from './node-specs.ts'

const limitMs = 20_000

/**
 * Every connection of some nodes is reset at one moment, as by a firewall that has lost its memory: clients' and those
 * of replication. An act without duration; new connections are well at once.
 */
export const reset: Fault = {
  name: 'reset',
  about: 'resets every open connection of some nodes, to clients and to other nodes (RST)',
  inWords: 'reset connections',
  needs: ['reset', 'node-links'],
  specs: nodeSpecs,
  fs: ['reset-connections', 'end-resets'],
  nemesis: (context) => new ResetNemesis(context),
  start: (random) => ({ f: 'reset-connections', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'end-resets', value: null }),
}

class ResetNemesis implements Nemesis {
  readonly fs = reset.fs
  readonly #context: FaultContext

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const mechanism = this.#context.cluster.network.mechanismOf('reset') ?? 'none'
    const act = { fault: 'reset', mechanism } as const
    if (op.f === 'reset-connections') return report({ ...act, phase: 'once' }, op, () => this.#reset(op, mechanism))
    return over(act, op)
  }

  async heal(): Promise<void> {}

  /** Seen by connections of our own, opened before: they must end by a reset. */
  async #reset(op: Invocation, mechanism: string): Promise<Done> {
    const { cluster, system } = this.#context
    const names = cluster.nodes.map((node) => node.name)
    const nodes = chooseNodes(choiceOf(op.value, nodeSpecs), { nodes: names, fit: names, primary: system.primary() })
    const alive = await answering(this.#context)
    const witnesses = nodes
      .filter((node) => alive.has(node))
      .map((node) => new Witness(cluster.address(node, 'client')))
    try {
      await eventually(1000, async () => witnesses.every(({ open }) => open), Boolean)
      const links = nodes.flatMap((node): Cut[] =>
        ['client', ...names].filter((other) => other !== node).map((other) => ({ from: other, to: node })),
      )
      const connections = await within(limitMs, 'resetting', cluster.network.reset(links))
      await eventually(2000, async () => witnesses.every(({ ended }) => ended), Boolean)
      const seen = witnesses.length > 0 && witnesses.every(({ ended }) => ended)
      return {
        applied: { mechanism, nodes, detail: { connections } },
        observed: { seen, how: 'connections of our own to these nodes, opened before, were reset' },
      }
    } finally {
      for (const witness of witnesses) witness.close()
    }
  }
}

/** A connection that does nothing but see how it ends. */
class Witness {
  readonly #socket: Socket
  open = false
  ended = false

  constructor({ host, port }: Address) {
    this.#socket = connect({ host, port })
    this.#socket.on('connect', () => {
      this.open = true
    })
    this.#socket.on('error', (error) => {
      this.ended ||= 'code' in error && error.code === 'ECONNRESET'
    })
  }

  close(): void {
    this.#socket.destroy()
  }
}
