import type { Hold, Lock } from '../../client/data-types.ts'
import { EtcdError, NoAnswer } from './gateway.ts'
import type { Kv } from './kv.ts'

const prefix = 'protected/'
const shortMs = 2000

/**
 * etcd's own lock service: a hold is a key under a lease, and the key that was created first has the lock (etcd 3.4
 * documentation, "etcd concurrency API Reference": the key "exists so long as the lock is held by the caller", and "can be
 * used in conjunction with transactions to safely ensure updates to etcd only occur while holding lock ownership"). So the
 * key's create revision is the fencing token, and a fenced write is a transaction that compares it. A client that waits
 * keeps its lease alive; one that holds the lock does not: what it does should take no time.
 */
export function lock(kv: Kv): Lock {
  return {
    async setup() {},
    close: async () => kv.close(),
    async acquire(key, leaseMs, waitMs) {
      const asked = String(Math.max(1, Math.ceil(leaseMs / 1000)))
      const { ID, TTL } = await kv.call('lease/grant', { TTL: asked })
      const lease = String(ID)
      const granted = Number(TTL) * 1000
      const alive = setInterval(() => void keepAlive(kv, lease), granted / 4)
      const hold = await inLine(kv, key, lease, granted, waitMs).finally(() => clearInterval(alive))
      // Out of the line, so that others do not wait for one who has gone.
      if (hold === null) await revoke(kv, lease)
      return hold
    },
    async read() {
      const entries = await kv.list(prefix)
      return entries.map(({ key, value }) => [Number(key.slice(prefix.length)), Number(value)] as const)
    },
    async write({ key, token, id }, value, fenced) {
      const held = fenced ? [{ key: id, created: token }] : []
      return await kv.commit(held, [{ put: `${prefix}${key}`, value: String(value) }])
    },
    async release({ id }) {
      await revoke(kv, leaseOf(id))
    },
  }
}

async function inLine(kv: Kv, key: number, lease: string, leaseMs: number, waitMs: number): Promise<Hold | null> {
  const answer = await kv
    .call('lock/lock', { name: kv.encode(`lock/${key}`), lease }, waitMs)
    .catch((error: unknown) => {
      if (error instanceof NoAnswer || (error instanceof EtcdError && isOver(error))) return undefined
      throw error
    })
  if (answer === undefined) return null
  const id = kv.decode(answer.key)
  const entry = await kv.get(id)
  return entry === undefined ? null : { key, token: entry.created, leaseMs, id }
}

/** The lease ran out in the line. */
function isOver({ message }: EtcdError): boolean {
  return /lease not found|session is expired/.test(message)
}

/** The lock's key ends with the lease's id in hexadecimal. */
function leaseOf(id: string): string {
  return BigInt(`0x${id.slice(id.lastIndexOf('/') + 1)}`).toString()
}

/** What goes wrong here shows itself as a lease that runs out. */
async function keepAlive(kv: Kv, lease: string): Promise<void> {
  await kv.call('lease/keepalive', { ID: lease }, shortMs).catch(() => {})
}

async function revoke(kv: Kv, lease: string): Promise<void> {
  await kv.call('lease/revoke', { ID: lease }, shortMs).catch((error: unknown) => {
    if (!(error instanceof EtcdError && isOver(error))) throw error
  })
}
