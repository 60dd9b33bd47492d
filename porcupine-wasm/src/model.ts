import type { Operation } from './operation.ts'

/** What `step` answers when the operation cannot take effect in that state. */
export const illegal: unique symbol = Symbol('illegal')

/**
 * A sequential specification. States are values: `step` returns a new state and never changes the one it was given.
 * Each (state, operation) pair is asked for once and then remembered, so `step` may be slow, but it must be pure.
 */
export interface Model<State = unknown> {
  readonly name: string
  readonly init: State
  /** The state after the operation. An indeterminate one has no output: answer what it does if it takes effect. */
  step(state: State, op: Operation): State | typeof illegal
  /** The object that the operation is about: histories are checked object by object (P-compositionality). */
  partition?(op: Operation): unknown
  /**
   * The part of the state that the operation reads and changes, where the state is made of parts that have nothing to
   * do with each other: operations on different ones commute in every state. (`partition` takes such parts apart.)
   */
  object?(op: Operation): unknown
  /** Whether the operation leaves every state as it is, whatever the state: a read, a refused cas. */
  observer?(op: Operation): boolean
  /** What tells two states apart, and two operations; by default their canonical JSON. */
  stateKey?(state: State): unknown
  opKey?(op: Operation): unknown
  /** Plain words for explanations. */
  describe?(op: Operation): string
  describeState?(state: State): string
  /** The operation as one of the register family, where the whole model is: it then runs without calling back. */
  readonly registerForm?: RegisterForm
  /** The operation as one of a collection that starts empty, where the model is one: some histories are then decided fast. */
  readonly collectionForm?: CollectionForm
  /** The same for a set that starts empty. */
  setForm?(op: Operation): SetOp
}

/** A model told in terms of a collection from which values are taken: the oldest, the latest, or any. No value is nil. */
export interface CollectionForm {
  readonly order: 'oldest first' | 'latest first' | 'any'
  form(op: Operation): CollectionOp
}

export type CollectionOp =
  | { readonly kind: 'put' | 'take'; readonly value: unknown }
  /** A take that found nothing; one whose answer never came. */
  | { readonly kind: 'empty' | 'unknown' }

export type SetOp =
  | { readonly kind: 'add' | 'remove'; readonly element: unknown }
  | { readonly kind: 'contains'; readonly element: unknown; readonly there: unknown }
  | { readonly kind: 'read'; readonly elements: readonly unknown[] }
  /** It tells nothing. */
  | { readonly kind: 'any' }

/** A model told in terms of one register. */
export interface RegisterForm {
  readonly init: unknown
  form(op: Operation): RegisterOp
}

export type RegisterOp =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'write'; readonly value: unknown }
  | { readonly kind: 'cas'; readonly from: unknown; readonly to: unknown }
  /** A cas that was refused: the state was not `from`. */
  | { readonly kind: 'refused'; readonly from: unknown }
  /** A read that tells nothing. */
  | { readonly kind: 'any' }

/** Whether the operation's answer never came. */
export function isIndeterminate(op: Operation): boolean {
  return op.complete === Number.POSITIVE_INFINITY
}

/** A plain rendering of a value for people. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nil'
  return typeof value === 'bigint' || typeof value === 'symbol'
    ? String(value)
    : (JSON.stringify(value) ?? String(value))
}

/** What was done, in a few words. */
export function describe(model: Model, op: Operation): string {
  if (model.describe) return model.describe(op)
  const asked = op.value === undefined || op.value === null ? op.f : `${op.f} ${show(op.value)}`
  return op.output === undefined || isIndeterminate(op) ? asked : `${asked} → ${show(op.output)}`
}

export function describeState<State>(model: Model<State>, state: State): string {
  return model.describeState ? model.describeState(state) : show(state)
}
