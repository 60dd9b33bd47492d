import { setTimeout as sleep } from 'node:timers/promises'
import type { Lock } from '../src/client/data-types.ts'
import type { Completion, Invocation } from '../src/op/op.ts'
import type { Work } from './routed-client.ts'

/** How a lock is used. */
export interface Use {
  readonly leaseMs: number
  /** How long to wait in the line for it, ms. */
  readonly waitMs: number
  /** Whether the storage is to check the hold's token. */
  readonly fenced: boolean
}

/** An increment as it is asked for: how long its holder sleeps between its read and its write, in leases. */
export interface Asked {
  readonly pause: number
}

/**
 * How ops under locks are performed: `increment` of the number under `op.key`, with the lock held from before the number
 * is read until it is written, and `read` of all numbers. An increment without the lock, or whose write the storage has
 * refused, fails.
 */
export function lockWork(use: Use): Work<'lock'> {
  return {
    type: 'lock',
    isRead: (op) => op.f === 'read',
    async perform(session, op) {
      if (op.f === 'read') return { type: 'ok', value: await session.read() }
      if (op.f === 'increment') return await increment(session, op, use)
      throw new TypeError(`a lock has no op "${op.f}"`)
    },
  }
}

async function increment(session: Lock, op: Invocation, use: Use): Promise<Completion> {
  const key = op.key as number
  const asked = op.value as unknown as Asked
  const hold = await session.acquire(key, use.leaseMs, use.waitMs)
  if (hold === null) return refusal('not-acquired', `the lock was not free within ${use.waitMs} ms`)
  const { token, leaseMs } = hold
  const began = performance.now()
  const before = new Map(await session.read()).get(key) ?? 0
  await sleep(asked.pause * leaseMs)
  const afterMs = Math.round(performance.now() - began)
  const written = await session.write(hold, before + 1, use.fenced)
  // Politeness: what goes wrong here changes nothing of the increment, and the lease runs out by itself.
  await session.release(hold).catch(() => {})
  const value = { ...asked, hold: { token, leaseMs, afterMs } }
  if (written) return { type: 'ok', value: { ...value, became: before + 1 } }
  return { ...refusal('fenced', `the hold with token ${token} is over`), value: { ...value, became: null } }
}

function refusal(kind: string, message: string): Completion {
  return { type: 'fail', error: { kind, message } }
}
