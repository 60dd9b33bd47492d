import type { Long, ObjectId, Timestamp } from 'mongodb'
import type { Monitor } from './monitor.ts'

/** How a member of a replica set says that it is. */
export interface Look {
  readonly role: 'primary' | 'standby' | 'unknown'
  /** Of a primary: grows with every election of the set, compared as text. */
  readonly electionId?: string
  /** Of the last entry of its oplog: `term:seconds.increment`. */
  readonly position?: string
  /** How far its clock is ahead of ours, ms, give or take half of the way there and back. */
  readonly clockOffsetMs: number
  readonly set?: string
}

/** What `hello` answers (MongoDB Manual 8.0, hello: Output), as far as it is used. */
interface Hello {
  readonly isWritablePrimary?: boolean
  readonly secondary?: boolean
  readonly setName?: string
  readonly electionId?: ObjectId
  readonly localTime?: Date
  readonly lastWrite?: { readonly opTime?: { readonly ts?: Timestamp; readonly t?: Long | number } }
}

/** Needs no privilege. */
export async function look(monitor: Monitor, node: string, ms: number): Promise<Look> {
  const asked = Date.now()
  const hello = await monitor.ask<Hello>(node, { hello: 1 }, ms)
  const middle = (asked + Date.now()) / 2
  const { ts, t } = hello.lastWrite?.opTime ?? {}
  return {
    role: hello.isWritablePrimary ? 'primary' : hello.secondary ? 'standby' : 'unknown',
    ...(hello.electionId === undefined ? {} : { electionId: hello.electionId.toHexString() }),
    ...(ts === undefined ? {} : { position: `${Number(t)}:${ts.t}.${ts.i}` }),
    clockOffsetMs: hello.localTime === undefined ? 0 : Math.round(hello.localTime.getTime() - middle),
    ...(hello.setName === undefined ? {} : { set: hello.setName }),
  }
}

interface Status {
  readonly members?: readonly { readonly self?: boolean; readonly syncSourceHost?: string }[]
}

/** Whether a secondary has somebody to copy from; undefined where the user may not ask. */
export async function follows(monitor: Monitor, node: string, ms: number): Promise<boolean | undefined> {
  try {
    const { members = [] } = await monitor.ask<Status>(node, { replSetGetStatus: 1 }, ms)
    const source = members.find(({ self }) => self)?.syncSourceHost
    return source === undefined ? undefined : source !== ''
  } catch {
    return undefined
  }
}
