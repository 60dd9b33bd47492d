import { MurphyError } from '../../op/failure.ts'
import type { Node, NodeState } from '../cluster.ts'

/** A name with a state. What a target makes of it is the target's. */
export class InProcessNode implements Node {
  readonly name: string
  readonly dataDir = ''
  readonly listen
  #state: NodeState = 'running'

  constructor(name: string) {
    this.name = name
    this.listen = { host: name, port: 0 }
  }

  async start(): Promise<void> {
    this.#state = 'running'
  }

  async kill(): Promise<void> {
    this.#state = 'stopped'
  }

  async pause(): Promise<void> {
    if (this.#state === 'running') this.#state = 'paused'
  }

  async resume(): Promise<void> {
    if (this.#state === 'paused') this.#state = 'running'
  }

  async state(): Promise<NodeState> {
    return this.#state
  }

  async logTail(): Promise<string> {
    return ''
  }

  exec = () => this.#refuse()
  writeFile = () => this.#refuse()
  readFile = () => this.#refuse()
  signal = () => this.#refuse()

  async #refuse(): Promise<never> {
    throw new MurphyError('broken', `${this.name} has no machine: it lives in the controller's own process.`, {
      hint: 'Choose a target with real servers: `murphy list`.',
    })
  }
}
