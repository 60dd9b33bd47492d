import type { DataTypeName, DataTypes } from '../../src/client/data-types.ts'
import type { SystemFace } from '../../workloads/workload.ts'

/** An error with its class, as a target's table would sort it. */
export class Classified extends Error {
  readonly definite: boolean
  readonly fatal: boolean

  constructor(message: string, proof: { definite: boolean; fatal: boolean }) {
    super(message)
    this.definite = proof.definite
    this.fatal = proof.fatal
  }
}

/** A system whose sessions only say what was asked of them; `log` is the order of events, `n1#1` a node's session. */
export class FakeSystem implements SystemFace {
  readonly log: string[] = []
  leader = 'n1'
  /** Called for every op before it is answered; may throw or wait. */
  trouble: (op: string) => void | Promise<void> = () => {}
  /** Called before every connect. */
  refuse: (node: string) => void | Promise<void> = () => {}
  holds: number[] = []
  readonly #sessions = new Map<string, number>()

  primary(): string {
    return this.leader
  }

  classify(error: unknown) {
    const { definite, fatal } = error instanceof Classified ? error : { definite: false, fatal: false }
    return { kind: 'fake', message: error instanceof Error ? error.message : String(error), definite, fatal }
  }

  async connect<T extends DataTypeName>(type: T, node: string): Promise<DataTypes[T]> {
    await this.refuse(node)
    const number = (this.#sessions.get(node) ?? 0) + 1
    this.#sessions.set(node, number)
    const name = `${node}#${number}`
    const say = async (what: string) => {
      this.log.push(`${name} ${what}`)
      await this.trouble(what)
    }
    const session = {
      setup: () => say('setup'),
      close: async () => void this.log.push(`${name} close`),
    }
    const types: DataTypes = {
      register: {
        ...session,
        read: async (key) => say(`read ${key}`).then(() => 3),
        write: async (key, value) => say(`write ${key} ${value}`),
        cas: async (key, from, to) => say(`cas ${key} ${from} ${to}`).then(() => from === 3),
      },
      set: {
        ...session,
        add: async (element) => say(`add ${element}`),
        read: async () => say('read').then(() => this.holds),
      },
      transactions: {
        ...session,
        listAppend: async (mops) => say(`lists ${JSON.stringify(mops)}`).then(() => [...mops]),
        rwRegister: async (mops) => say(`registers ${JSON.stringify(mops)}`).then(() => [...mops]),
      },
      amounts: {
        ...session,
        fill: async (amounts) => say(`fill ${JSON.stringify(amounts)}`),
        read: async () => say('read').then(() => [[0, 5]]),
        add: async (changes, way) => say(`add ${JSON.stringify(changes)} ${way}`).then(() => [...changes]),
      },
      table: {
        ...session,
        transact: async (mops) => say(`rows ${JSON.stringify(mops)}`).then(() => [...mops]),
      },
      inserts: {
        ...session,
        insert: async (element, key) => say(`insert ${element} ${key}`),
        read: async () => say('read').then(() => this.holds),
      },
      lock: {
        ...session,
        acquire: async (key, leaseMs) => say(`acquire ${key}`).then(() => ({ key, token: 1, leaseMs, id: 'hold' })),
        read: async () => say('read').then(() => [[0, 5]]),
        write: async ({ key }, value) => say(`write ${key} ${value}`).then(() => true),
        release: async ({ key }) => say(`release ${key}`),
      },
      watched: {
        ...session,
        put: async (key, value) => say(`put ${key} ${value}`).then(() => 2),
        watch: async (key, after) => say(`watch ${key} ${after}`).then(() => [[2, 1]]),
      },
    }
    this.log.push(`${name} open`)
    return types[type]
  }
}
