import type {
  DataTypeName,
  DataTypes,
  GrowSet,
  Inserts,
  ListMop,
  Register,
  RegisterMop,
  Transactions,
} from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { Connection, Reply } from './connection.ts'
import { confirm, type Waiting } from './waiting.ts'

/** The data types that Redis offers, each over one connection. Keys begin with a prefix, as is usual there. */
export const sessions = { register, set, inserts, transactions } satisfies {
  readonly [T in DataTypeName]?: (connection: Connection, waiting: Waiting, prefix?: string) => DataTypes[T]
}

export type Offered = keyof typeof sessions

/** Where all the server is Murphy's. */
const usual = 'murphy:'

/** Nothing has to be made before it is used. */
const ready = (connection: Connection) => ({
  async setup() {},
  async close() {
    connection.close()
  },
})

/** Registers are strings that hold JSON. A script is performed as a whole, and nothing between its commands. */
function register(connection: Connection, waiting: Waiting, prefix = usual): Register {
  const name = (key: Json) => `${prefix}register:${JSON.stringify(key)}`
  return {
    ...ready(connection),
    read: async (key) => parsed(await connection.send('GET', name(key))),
    async write(key, value) {
      await connection.send('SET', name(key), JSON.stringify(value))
      await confirm(connection, waiting)
    },
    async cas(key, from, to) {
      const values = [from, to].map((value) => JSON.stringify(value))
      const done = (await connection.send('EVAL', compareAndSet, '1', name(key), ...values)) === 1
      if (done) await confirm(connection, waiting)
      return done
    },
  }
}

const compareAndSet = `
  if (redis.call('get', KEYS[1]) or 'null') ~= ARGV[1] then return 0 end
  redis.call('set', KEYS[1], ARGV[2])
  return 1`

function set(connection: Connection, waiting: Waiting, prefix = usual): GrowSet {
  return {
    ...ready(connection),
    async add(element) {
      await connection.send('SADD', `${prefix}set`, String(element))
      await confirm(connection, waiting)
    },
    read: async () => numbers(await connection.send('SMEMBERS', `${prefix}set`)),
  }
}

/** A list, which holds twice what is pushed twice; a request is remembered by a key of its own. */
function inserts(connection: Connection, waiting: Waiting, prefix = usual): Inserts {
  return {
    ...ready(connection),
    async insert(element, key) {
      const push = ['RPUSH', `${prefix}inserts`, String(element)]
      const once = ['EVAL', insertOnce, '2', `${prefix}request:${key}`, `${prefix}inserts`, String(element)]
      await connection.send(...(key === null ? push : once))
      await confirm(connection, waiting)
    },
    read: async () => numbers(await connection.send('LRANGE', `${prefix}inserts`, '0', '-1')),
  }
}

const insertOnce = `
  if redis.call('set', KEYS[1], '1', 'nx') then redis.call('rpush', KEYS[2], ARGV[1]) end
  return 1`

/** MULTI … EXEC: all commands one after another, and no other client's between them. */
function transactions(connection: Connection, waiting: Waiting, prefix = usual): Transactions {
  const perform = async <M extends ListMop | RegisterMop>(
    mops: readonly M[],
    command: (mop: M) => string[],
    read: (reply: Reply) => Json,
  ): Promise<M[]> => {
    const replies = await connection.transaction(mops.map(command))
    if (mops.some(([f]) => f !== 'r')) await confirm(connection, waiting)
    return mops.map((mop, i) => (mop[0] === 'r' ? (['r', mop[1], read(replies[i] ?? null)] as const as M) : mop))
  }
  return {
    ...ready(connection),
    listAppend(mops) {
      const list = (key: number) => `${prefix}list:${key}`
      return perform(
        mops,
        ([f, key, element]) =>
          f === 'r' ? ['LRANGE', list(key), '0', '-1'] : ['RPUSH', list(key), JSON.stringify(element)],
        numbers,
      )
    },
    rwRegister(mops) {
      const name = (key: number) => `${prefix}rw:${key}`
      return perform(
        mops,
        ([f, key, value]) => (f === 'r' ? ['GET', name(key)] : ['SET', name(key), JSON.stringify(value)]),
        parsed,
      )
    },
  }
}

function parsed(reply: Reply): Json {
  return typeof reply === 'string' ? (JSON.parse(reply) as Json) : null
}

function numbers(reply: Reply): number[] {
  return Array.isArray(reply) ? reply.map(Number) : []
}
