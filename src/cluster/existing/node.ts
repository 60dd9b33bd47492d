import { MurphyError } from '../../op/failure.ts'
import type { Address, Node, NodeState } from '../cluster.ts'

/** A server that somebody else runs: it has a name and an address, and nothing can be done to it. */
export class ExistingNode implements Node {
  readonly name: string
  readonly dataDir = ''
  readonly listen: Address

  constructor(name: string, listen: Address) {
    this.name = name
    this.listen = listen
  }

  /** Whether it runs cannot be seen from here; nobody is to think that Murphy should start it. */
  async state(): Promise<NodeState> {
    return 'running'
  }

  async logTail(): Promise<string> {
    return ''
  }

  exec = () => this.#refuse()
  writeFile = () => this.#refuse()
  readFile = () => this.#refuse()
  start = () => this.#refuse()
  kill = () => this.#refuse()
  signal = () => this.#refuse()
  pause = () => this.#refuse()
  resume = () => this.#refuse()

  async #refuse(): Promise<never> {
    throw new MurphyError('broken', `${this.name} is a server that Murphy did not start: it has no way to its machine.`)
  }
}
