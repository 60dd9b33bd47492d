import type { Address } from '../cluster.ts'

/** A server that a suite's commands are told of. */
export interface Place {
  readonly name: string
  readonly address: Address
}
