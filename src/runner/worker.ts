import type { OpEvent } from '../generator/generator.ts'
import type { Completion } from '../op/op.ts'
import type { Waiting } from './deadlines.ts'

/** One async slot: performs one op at a time and answers each exactly once. */
export interface Worker extends Waiting {
  /** Begins an op; the answer comes later through the function that the worker was made with. */
  start(op: OpEvent): void
  /** Stops waiting for the open op, if there is one, and answers in its place. */
  abandon(error: { readonly kind: string; readonly message: string }): void
  /** Drops what the worker holds. */
  close(): Promise<void>
}

export type Answer = (completion: Completion) => void

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}
