import {
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  type MongoClient,
  ReadConcern,
  type ReadPreference,
} from 'mongodb'
import type { Address } from '../../cluster/cluster.ts'
import { Mutex } from '../common/mutex.ts'
import type { CausalToken } from './causal-token.ts'
import { type ClientSpec, clientFor, connected, drop } from './client.ts'
import { readOptions, transactionOptions, writeOptions } from './concerns.ts'
import type { Behaviour } from './options.ts'

export interface ConnectionSpec extends ClientSpec {
  readonly database: string
  readonly behaviour: Behaviour
  readonly readPreference: ReadPreference
  /** Present where sessions are causally consistent. */
  readonly token?: CausalToken | undefined
}

/** What each read and write of a turn takes along. */
export interface Turn {
  readonly session: ClientSession
}

/** One connection to one server, with a session of its own; turns go one after another. */
export class Connection {
  readonly #client: MongoClient
  readonly #session: ClientSession
  readonly #db: Db
  readonly #spec: ConnectionSpec
  readonly #turns = new Mutex()

  private constructor(client: MongoClient, spec: ConnectionSpec) {
    const { database, behaviour } = spec
    const { write, read } = behaviour.concerns
    this.#client = client
    this.#spec = spec
    this.#session = client.startSession({ causalConsistency: behaviour.causal })
    this.#db = client.db(database, {
      ...writeOptions(write, behaviour.wtimeoutMs),
      ...(read === undefined ? {} : { readConcern: new ReadConcern(read) }),
    })
  }

  /** Rejects with CannotConnect, after a time-out at the latest. */
  static async open(address: Address, spec: ConnectionSpec): Promise<Connection> {
    const client = clientFor(address, { ...spec, retries: spec.behaviour.retries })
    await connected(client)
    return new Connection(client, spec)
  }

  collection<T extends Document>(name: string): Collection<T> {
    return this.#db.collection<T>(name)
  }

  /** For reads outside of transactions. */
  get reads(): { readonly readPreference: ReadPreference; readonly maxTimeMS?: number } {
    return { readPreference: this.#spec.readPreference, ...readOptions(this.#spec.behaviour.concerns) }
  }

  /** For a read of several documents at one point in time, as transactions read them, on any server. */
  get snapshotReads() {
    const snapshot = this.#spec.behaviour.concerns.transactionRead === 'snapshot'
    return snapshot
      ? { readPreference: this.#spec.readPreference, readConcern: new ReadConcern('snapshot') }
      : this.reads
  }

  /** For transactions. */
  get transactions() {
    return transactionOptions(this.#spec.behaviour.concerns, this.#spec.behaviour.wtimeoutMs)
  }

  /** Creates a collection that may be there already: a transaction on one that is not there would have to. */
  async create(name: string): Promise<void> {
    await this.turn(async (turn) => {
      const present = await this.#db.listCollections({ name }, { ...turn, nameOnly: true }).toArray()
      if (present.length === 0) await this.#db.createCollection(name, turn)
    })
  }

  /** One op of the session. */
  turn<T>(act: (turn: Turn) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      this.#spec.token?.tell(this.#session)
      try {
        return await act({ session: this.#session })
      } finally {
        this.#spec.token?.learn(this.#session)
      }
    })
  }

  /** Drops the connection; an op in hand rejects. A transaction in hand is aborted, where the server can be told. */
  close(): void {
    drop(this.#client)
  }
}
