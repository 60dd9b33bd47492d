import type { Model, Operation } from 'porcupine-wasm'

/** A history and what it is checked against. */
export interface Case {
  readonly model: Model
  readonly ops: readonly Operation[]
}
