import { canonical } from './core/intern.ts'
import { decide } from './decide.ts'
import type { Model, RegisterOp } from './model.ts'
import type { Operation } from './operation.ts'
import { bruteForce } from './oracle.ts'

/** A few operations that cannot be linearized, and whose illegality proves that of the history they are taken from. */
export interface Proof {
  /** Those that had not ended by the end of the proof are indeterminate here, whatever became of them later. */
  readonly operations: readonly Operation[]
  /** Who confirmed that they cannot be linearized: brute force for up to 16 operations, else the search alone. */
  readonly confirmedBy: 'brute force' | 'search'
}

/** Operations looked at in all checks together, and steps for each check: a second or so, and the same everywhere. */
const allowance = 2_000_000
const budget = { steps: 100_000, timeMs: 1000, memoryMb: 256 }
const bruteForceLimit = 16

/**
 * A small illegal part of an illegal history, by delta debugging (Zeller & Hildebrandt 2002) with removals under which
 * a linearizable history stays linearizable, so that an illegal remainder proves the whole illegal:
 *
 * - what was invoked after the answer that cannot be explained (histories are prefix-closed);
 * - an operation that leaves every state as it is: without it every other step stays as it was;
 * - of a register, a value: everything that writes or needs it (and the same for what a cas made of it), together with
 *   every refused cas. What is left saw other values, and sees them still.
 */
export function shrink(model: Model, operations: readonly Operation[], impossible: Operation): Proof | undefined {
  const end = impossible.complete
  let kept = operations.filter((op) => op.invoke <= end).map((op) => (op.complete <= end ? op : cut(op)))
  let left = Math.max(allowance, 2 * kept.length)
  const isIllegal = (ops: readonly Operation[]) => {
    left -= ops.length
    return left > 0 && decide(model, ops, budget).status === 'invalid'
  }
  if (!isIllegal(kept)) return undefined
  const isFixed = (op: Operation) => op === impossible

  if (model.registerForm) {
    const form = model.registerForm.form
    kept = removeGroups(kept, (ops) => valueGroups(ops, form), isFixed, isIllegal)
  }
  kept = removeGroups(
    kept,
    (ops) => ops.filter((op) => model.observer?.(op) === true).map((op) => [op]),
    isFixed,
    isIllegal,
  )
  if (kept.length > bruteForceLimit) return { operations: kept, confirmedBy: 'search' }
  return bruteForce(model, kept) ? undefined : { operations: kept, confirmedBy: 'brute force' }
}

function cut(op: Operation): Operation {
  return { ...op, output: undefined, complete: Number.POSITIVE_INFINITY }
}

/** Tries to do without ever smaller runs of groups, and begins again after the last size until nothing more goes. */
function removeGroups(
  operations: Operation[],
  group: (ops: readonly Operation[]) => readonly (readonly Operation[])[],
  isFixed: (op: Operation) => boolean,
  isIllegal: (ops: readonly Operation[]) => boolean,
): Operation[] {
  let kept = operations
  const groups = group(kept).filter((ops) => !ops.some(isFixed))
  for (let size = Math.ceil(groups.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < groups.length; ) {
      const gone = new Set(groups.slice(at, at + size).flat())
      const rest = kept.filter((op) => !gone.has(op))
      if (isIllegal(rest)) {
        kept = rest
        groups.splice(at, size)
      } else at += size
    }
  }
  return kept
}

/** The operations that go together when a value goes, one group for each set of values that cas tie together. */
export function valueGroups(operations: readonly Operation[], form: (op: Operation) => RegisterOp): Operation[][] {
  const tied = new Map<string, string>()
  const rootOf = (value: string): string => {
    const parent = tied.get(value) ?? value
    return parent === value ? value : rootOf(parent)
  }
  const forms = operations.map(form)
  for (const op of forms) if (op.kind === 'cas') tied.set(rootOf(canonical(op.to)), rootOf(canonical(op.from)))
  const groups = new Map<string, Operation[]>()
  const refused: Operation[] = []
  for (const [i, op] of operations.entries()) {
    const shape = forms[i] as RegisterOp
    if (shape.kind === 'refused') refused.push(op)
    else if (shape.kind !== 'any') {
      const root = rootOf(canonical(shape.kind === 'cas' ? shape.from : shape.value))
      const group = groups.get(root)
      if (group) group.push(op)
      else groups.set(root, [op])
    }
  }
  // To be sound, every refused cas goes with any value.
  return [...groups.values()].map((group) => [...group, ...refused])
}
