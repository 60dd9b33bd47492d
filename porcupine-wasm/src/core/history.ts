import type { Model } from '../model.ts'
import type { Operation } from '../operation.ts'
import { type Columns, columnsOf } from './register-columns.ts'
import type { Scratch } from './scratch.ts'
import { type Places, placesOf } from './timeline.ts'

/** The history of one object, and what several ways to decide it must know of it, found out once. */
export class History {
  readonly model: Model
  readonly operations: readonly Operation[]
  /** For arrays that are needed no longer than the history is. */
  readonly scratch: Scratch
  #places: Places | undefined
  #columns: Columns | undefined

  constructor(model: Model, operations: readonly Operation[], scratch: Scratch) {
    this.model = model
    this.operations = operations
    this.scratch = scratch
  }

  get places(): Places {
    this.#places ??= placesOf(this.operations, this.scratch)
    return this.#places
  }

  /** Undefined where the model is none of the register family. */
  get columns(): Columns | undefined {
    const { registerForm } = this.model
    if (registerForm) this.#columns ??= columnsOf(registerForm, this.operations, this.scratch)
    return this.#columns
  }
}
