import { type Connection, codes, op, ZooKeeperError } from './connection.ts'
import type { Writer } from './jute.ts'

/** What a znode holds, and how often it was changed. */
export interface Znode {
  readonly data: string
  readonly version: number
}

/** All five permissions, for those who have the id: for everybody, or for whom the connection speaks as. */
const acl = (request: Writer, authenticated: boolean) =>
  authenticated
    ? request.int(1).int(31).string('auth').string('')
    : request.int(1).int(31).string('world').string('anyone')

interface How {
  /** Whether every read first has the server catch up with the leader. */
  readonly syncs: boolean
  /** All paths begin with it, and nobody who speaks to this sees it; default: none. */
  readonly root?: string
}

/** What of ZooKeeper's requests the data types need. Paths begin with a slash; data is text. */
export class Client {
  readonly #connection: Connection
  readonly #syncs: boolean
  readonly #root: string

  constructor(connection: Connection, { syncs, root = '' }: How) {
    this.#connection = connection
    this.#syncs = syncs
    this.#root = root
  }

  /** Undefined: there is none. */
  async get(path: string): Promise<Znode | undefined> {
    await this.#catchUp(path)
    return await absentIs(undefined, codes.NoNode, async () => {
      const answer = await this.#connection.ask(op.getData, (request) => request.string(this.#at(path)).bool(false))
      const data = answer.buffer().toString('utf8')
      for (let i = 0; i < 4; i++) answer.long() // both zxids, both times
      return { data, version: answer.int() }
    })
  }

  async children(path: string): Promise<string[]> {
    await this.#catchUp(path)
    const answer = await this.#connection.ask(op.getChildren, (request) => request.string(this.#at(path)).bool(false))
    return answer.vector((each) => each.string())
  }

  /** Whether it was not there before, and is now. */
  create(path: string, data: string): Promise<boolean> {
    return absentIs(false, codes.NodeExists, async () => {
      const fill = (request: Writer) =>
        acl(request.string(this.#at(path)).buffer(Buffer.from(data)), this.#connection.authenticated).int(0)
      await this.#connection.ask(op.create, fill)
      return true
    })
  }

  /** Whether there is one, and its data was replaced. A `version` that is not its own rejects; -1: any. */
  set(path: string, data: string, version = -1): Promise<boolean> {
    return absentIs(false, codes.NoNode, async () => {
      const fill = (request: Writer) => request.string(this.#at(path)).buffer(Buffer.from(data)).int(version)
      await this.#connection.ask(op.setData, fill)
      return true
    })
  }

  /** Removes a znode with all that is below it, however much is added meanwhile. Whether there was one. */
  async clear(path: string): Promise<boolean> {
    const gone = await absentIs('absent', codes.NoNode, () =>
      absentIs('not empty', codes.NotEmpty, async () => {
        await this.#connection.ask(op.delete, (request) => request.string(this.#at(path)).int(-1))
        return 'removed'
      }),
    )
    if (gone !== 'not empty') return gone === 'removed'
    const children = await absentIs([], codes.NoNode, () => this.children(path))
    await Promise.all(children.map((child) => this.clear(`${path}/${child}`)))
    return await this.clear(path)
  }

  close(): void {
    this.#connection.close()
  }

  #at(path: string): string {
    return `${this.#root}${path}`
  }

  async #catchUp(path: string): Promise<void> {
    if (this.#syncs) await this.#connection.ask(op.sync, (request) => request.string(this.#at(path)))
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
