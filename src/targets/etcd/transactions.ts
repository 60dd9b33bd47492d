import type { ListMop, RegisterMop, Transactions } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import { NotCommitted } from '../common/not-committed.ts'
import { Conflict } from './errors.ts'
import type { Entry, Kv } from './kv.ts'

type Mop = ListMop | RegisterMop

/**
 * Transactions as etcd's users write them (clientv3/concurrency, STM; Jepsen's etcd append test): a transaction of etcd
 * is one request of compares and acts, so what is read comes first, in one state, and the commit compares the revision of
 * every key that was read. One that finds a key changed fails for sure. One that only reads is one request.
 */
export function transactions(kv: Kv): Transactions {
  return {
    async setup() {},
    close: async () => kv.close(),
    listAppend: (mops) => transact(kv, mops, 'list'),
    rwRegister: (mops) => transact(kv, mops, 'value'),
  }
}

async function transact<M extends Mop>(kv: Kv, mops: readonly M[], kind: 'list' | 'value'): Promise<M[]> {
  const name = (key: number) => `${kind}/${key}`
  const read = new Set(mops.filter(([f]) => f !== 'w').map(([, key]) => name(key)))
  const found = read.size === 0 ? new Map<string, Entry>() : await beforeCommit(kv.getAll([...read]), mops)
  const now = new Map<string, Json>([...found].map(([key, { value }]) => [key, JSON.parse(value) as Json]))
  const answers = mops.map((mop) => {
    const [f, key, value] = mop
    if (f === 'r') return ['r', key, now.get(name(key)) ?? (kind === 'list' ? [] : null)] as const as M
    const list = (now.get(name(key)) ?? []) as readonly Json[]
    now.set(name(key), f === 'append' ? [...list, value] : value)
    return mop
  })
  const written = new Set(mops.filter(([f]) => f !== 'r').map(([, key]) => name(key)))
  if (written.size === 0) return answers
  const committed = await kv.commit(
    [...read].map((key) => ({ key, modified: found.get(key)?.modified ?? 0 })),
    [...written].map((key) => ({ put: key, value: JSON.stringify(now.get(key)) })),
  )
  if (!committed) throw new Conflict('a key was changed between the read and the commit')
  return answers
}

/** Whatever goes wrong while a transaction only reads, it wrote nothing. */
async function beforeCommit<T>(reading: Promise<T>, mops: readonly Mop[]): Promise<T> {
  return await reading.catch((cause: unknown) => {
    throw mops.every(([f]) => f === 'r') ? cause : new NotCommitted(cause, false)
  })
}
