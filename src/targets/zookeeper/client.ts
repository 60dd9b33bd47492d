import { type Connection, op, ZooKeeperError } from './connection.ts'
import type { Writer } from './jute.ts'

/** What a znode holds, and how often it was changed. */
export interface Znode {
  readonly data: string
  readonly version: number
}

/** Everybody may do everything: `world:anyone`, all five permissions. */
const openAcl = (request: Writer) => request.int(1).int(31).string('world').string('anyone')

const noNode = -101
const nodeExists = -110

/** What of ZooKeeper's requests the data types need. Paths are whole; data is text. */
export class Client {
  readonly #connection: Connection
  /** Whether every read first has the server catch up with the leader. */
  readonly #syncs: boolean

  constructor(connection: Connection, reads: { readonly syncs: boolean }) {
    this.#connection = connection
    this.#syncs = reads.syncs
  }

  /** Undefined: there is none. */
  async get(path: string): Promise<Znode | undefined> {
    await this.#catchUp(path)
    return await absentIs(undefined, noNode, async () => {
      const answer = await this.#connection.ask(op.getData, (request) => request.string(path).bool(false))
      const data = answer.buffer().toString('utf8')
      for (let i = 0; i < 4; i++) answer.long() // both zxids, both times
      return { data, version: answer.int() }
    })
  }

  async children(path: string): Promise<string[]> {
    await this.#catchUp(path)
    const answer = await this.#connection.ask(op.getChildren, (request) => request.string(path).bool(false))
    return answer.vector((each) => each.string())
  }

  /** Whether it was not there before, and is now. */
  create(path: string, data: string): Promise<boolean> {
    return absentIs(false, nodeExists, async () => {
      const fill = (request: Writer) => openAcl(request.string(path).buffer(Buffer.from(data))).int(0)
      await this.#connection.ask(op.create, fill)
      return true
    })
  }

  /** Whether there is one, and its data was replaced. A `version` that is not its own rejects; -1: any. */
  set(path: string, data: string, version = -1): Promise<boolean> {
    return absentIs(false, noNode, async () => {
      const fill = (request: Writer) => request.string(path).buffer(Buffer.from(data)).int(version)
      await this.#connection.ask(op.setData, fill)
      return true
    })
  }

  close(): void {
    this.#connection.close()
  }

  async #catchUp(path: string): Promise<void> {
    if (this.#syncs) await this.#connection.ask(op.sync, (request) => request.string(path))
  }
}

/** The answer, or `instead` where the server says `code`. */
async function absentIs<T, E>(instead: E, code: number, ask: () => Promise<T>): Promise<T | E> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ZooKeeperError && error.code === code) return instead
    throw error
  }
}
