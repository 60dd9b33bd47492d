import { delay, type Generator, limit, phases, untilOk } from '../src/generator/index.ts'
import { MS } from '../src/op/time.ts'
import { readsFromPrimary } from './routed-client.ts'
import type { WorkloadOptions } from './workload.ts'

/**
 * Three reads of everything from the primary, when all is healed: more than one, so that a single odd answer does not
 * decide. Gives up in the end.
 */
export function lastReads({ reads }: Pick<WorkloadOptions, 'reads'>): Generator {
  const read = () => ({ f: 'read' })
  const untilRead = () => untilOk(limit(40, delay(250 * MS, read)))
  return phases(reads === 'any-node' ? readsFromPrimary : null, [untilRead(), untilRead(), untilRead()])
}
