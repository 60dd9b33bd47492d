import { existsSync, readFileSync } from 'node:fs'
import type { Nanos } from '../op/op.ts'

/** One look at one node. */
export interface Sample {
  readonly time: Nanos
  readonly node: string
  readonly role: 'primary' | 'standby' | 'down' | 'unknown'
  /** Position in the replication log, as the database prints it. */
  readonly position?: string
  /** Of a standby: whether it gets what the primary writes; absent where that cannot be asked. */
  readonly following?: boolean
  /** How far behind the primary, in bytes of log. */
  readonly lagBytes?: number
  /** How far its wall clock is ahead of the controller's, in ms, as its database says. */
  readonly clockOffsetMs?: number
}

/** Reads samples, one a line, up to the first that is not whole; a missing file has none. */
export function readSamples(path: string): Sample[] {
  if (!existsSync(path)) return []
  const samples: Sample[] = []
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue
    try {
      samples.push(JSON.parse(line) as Sample)
    } catch {
      break // cut by a crash: the rest is not there
    }
  }
  return samples
}
