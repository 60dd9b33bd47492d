import { commandsOf } from './commands.ts'
import { Listener } from './listener.ts'
import { ReplicaSet } from './replica-set.ts'

/**
 * A replica set of three that speaks the wire protocol on loopback, for tests of what speaks to MongoDB: no storage
 * engine, no consensus and no sharding, but their outside. What it says about errors and concerns is what the manual says.
 */
export class StubSet {
  readonly set: ReplicaSet
  readonly #listeners = new Map<string, Listener>()

  private constructor(set: ReplicaSet) {
    this.set = set
  }

  static async start(): Promise<StubSet> {
    const stub = StubSet.stopped()
    await Promise.all([...stub.#listeners.values()].map((listener) => listener.listen()))
    return stub
  }

  /** Servers that do not listen yet. */
  static stopped(options?: ConstructorParameters<typeof ReplicaSet>[0]): StubSet {
    const stub = new StubSet(new ReplicaSet(options))
    for (const member of stub.set.members) {
      const listener = new Listener(commandsOf(member, stub.set))
      stub.#listeners.set(member.name, listener)
    }
    return stub
  }

  listener(name: string): Listener {
    const listener = this.#listeners.get(name)
    if (listener === undefined) throw new Error(`no member ${name}`)
    return listener
  }

  get primary(): Listener {
    return this.listener(this.set.primary.name)
  }

  /** As `--nodes` takes them. */
  get places(): string[] {
    return [...this.#listeners.values()].map(({ port }) => `127.0.0.1:${port}`)
  }

  async stop(): Promise<void> {
    this.set.close()
    await Promise.all([...this.#listeners.values()].map((listener) => listener.close()))
  }
}
