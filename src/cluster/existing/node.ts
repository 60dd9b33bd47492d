import { MurphyError } from '../../op/failure.ts'
import type { Address, Node, NodeState } from '../cluster.ts'
import type { Commands } from './commands.ts'
import type { Place } from './place.ts'

/** A server that somebody else runs: it has a name and an address, and only what the owner's commands do can be done to it. */
export class ExistingNode implements Node {
  readonly name: string
  readonly dataDir = ''
  readonly listen: Address
  readonly #commands: Commands
  /** What was done last, for where nobody can be asked. */
  #left: NodeState = 'running'

  constructor({ name, address }: Place, commands: Commands) {
    this.name = name
    this.listen = address
    this.#commands = commands
  }

  get place(): Place {
    return { name: this.name, address: this.listen }
  }

  async start(): Promise<void> {
    await this.#commands.perform('start', this.place)
    this.#left = 'running'
  }

  async kill(): Promise<void> {
    await this.#commands.perform('kill', this.place)
    this.#left = 'stopped'
  }

  async pause(): Promise<void> {
    await this.#commands.perform('pause', this.place)
    this.#left = 'paused'
  }

  async resume(): Promise<void> {
    await this.#commands.perform('resume', this.place)
    this.#left = 'running'
  }

  /** As it was found. */
  async restore(): Promise<void> {
    if (this.#left === 'paused') await this.resume()
    if (this.#left === 'stopped') await this.start()
  }

  /** By the owner's command; without one nobody knows better than what Murphy did last. */
  async state(): Promise<NodeState> {
    if (!this.#commands.has('state')) return this.#left
    const said = await this.#commands.perform('state', this.place)
    if (said === 'running' || said === 'paused' || said === 'stopped') return said
    throw new MurphyError('broken', `The suite's command "state" printed neither running, paused nor stopped: ${said}`)
  }

  async logTail(): Promise<string> {
    return ''
  }

  exec = () => this.#refuse()
  writeFile = () => this.#refuse()
  readFile = () => this.#refuse()
  signal = () => this.#refuse()

  async #refuse(): Promise<never> {
    throw new MurphyError('broken', `${this.name} is a server that Murphy did not start: it has no way to its machine.`)
  }
}
