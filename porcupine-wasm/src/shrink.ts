import { canonical } from './core/intern.ts'
import { decide } from './decide.ts'
import { cutOff, type Explanation } from './explain.ts'
import type { CollectionOp, Model, RegisterOp, SetOp } from './model.ts'
import type { Operation } from './operation.ts'
import { bruteForce } from './oracle.ts'

/** A few operations that cannot be linearized, and whose illegality proves that of the history they are taken from. */
export interface Proof {
  /**
   * Those that had not ended by the end of the proof are indeterminate here, whatever became of them later. A read of a
   * whole set tells here only of the elements that the proof needs.
   */
  readonly operations: readonly Operation[]
  /** Who confirmed that they cannot be linearized: brute force for up to 16 operations, else the search alone. */
  readonly confirmedBy: 'brute force' | 'search'
  /**
   * Whether none of the removals known to be sound (see `shrink`) can go any further. If not, that was not found out
   * within what is allowed; the operations prove the same, but there may be more of them than it takes.
   */
  readonly minimal: boolean
  /** What they prove, and whether fewer might. */
  readonly sentence: string
}

/** Operations looked at and steps taken in all checks together: a second or so, and the same everywhere. */
const allowance = 2_000_000
/** A step takes as long as to look at this many operations. */
const operationsPerStep = 4
const mostSteps = 100_000
const bruteForceLimit = 16

/**
 * A small illegal part of an illegal history, by delta debugging (Zeller & Hildebrandt 2002) with removals under which
 * a linearizable history stays linearizable, so that an illegal remainder proves the whole illegal:
 *
 * - what was invoked after the answer that cannot be explained (histories are prefix-closed);
 * - an operation that leaves every state as it is: without it every other step stays as it was;
 * - of a register, a value: everything that writes or needs it (and the same for what a cas made of it), together with
 *   every refused cas. What is left saw other values, and sees them still;
 * - of a collection, a value: all that put it in or took it out. The others keep their places;
 * - of a set, an element: all that was done with it, and its mention in reads of the whole, which then tell only of the
 *   elements that are left.
 *
 * What one removal cannot do without, it cannot do without after another either, so that each is tried once. Where
 * little or nothing can be judged within what is allowed, the proof is all that was known when the answer came that
 * cannot be explained. Undefined if brute force finds an order after all.
 */
export function shrink(
  model: Model,
  operations: readonly Operation[],
  { impossible, first }: Pick<Explanation, 'impossible' | 'first'>,
  allowed?: number,
): Proof | undefined {
  const end = impossible.complete
  let kept = operations.filter((op) => op.invoke <= end).map((op) => (op.complete <= end ? op : cutOff(model, op)))
  const { isIllegal, missed } = judge(model, kept.length, allowed)
  let fixed = impossible
  const remove = (group: (ops: readonly Operation[]) => readonly (readonly Operation[])[]) => {
    kept = removeGroups(
      kept,
      // Without the first impossible answer, the rest is legal.
      group(kept).filter((ops) => !first || !ops.includes(fixed)),
      isIllegal,
    )
  }
  remove((ops) => groupsOf(model, ops))
  remove((ops) => ops.filter((op) => model.observer?.(op) === true).map((op) => [op]))
  if (model.setForm) {
    const { setForm } = model
    const at = kept.indexOf(impossible)
    // Places stay, so that the operation that cannot be explained is found again.
    const without = (ops: readonly (Operation | undefined)[], names: readonly string[]) => {
      const gone = new Set(names)
      return ops.map((op) => op && restrict(op, setForm(op), gone))
    }
    const needed = reduce<string, readonly (Operation | undefined)[]>(elementsOf(kept, setForm), kept, without, (ops) =>
      isIllegal(present(ops)),
    )
    fixed = needed[at] ?? impossible
    kept = present(needed)
    remove((ops) => ops.filter((op) => model.observer?.(op) === true).map((op) => [op]))
  }
  const isShort = kept.length <= bruteForceLimit
  if (isShort && bruteForce(model, kept)) return undefined
  const minimal = first && missed() === 0
  const sentence = `These ${kept.length} operations have no legal order${minimal ? ', and no removal that is known to be sound goes further' : '. Fewer of them may prove as much: the steps allowed did not suffice to leave out more'}.`
  return { operations: kept, confirmedBy: isShort ? 'brute force' : 'search', minimal, sentence }
}

/** Whether these do; undefined once no more can be judged. */
type Judge<T> = (things: readonly T[]) => boolean | undefined

/**
 * Some of the operations, as they are, that are illegal already: all that has to do with a few values. All of them where
 * it is not known what goes with a value, or where they cannot be decided in a moment.
 */
export function illegalCore(model: Model, operations: readonly Operation[]): readonly Operation[] {
  return removeGroups([...operations], groupsOf(model, operations), judge(model, operations.length).isIllegal)
}

/**
 * Says of parts of a history of so many operations whether they are illegal, until all that was allowed is spent.
 * `missed`: how many could not be judged.
 */
function judge(model: Model, size: number, allowed = Math.max(allowance, 6 * size)) {
  let left = allowed
  let missed = 0
  const isIllegal: Judge<Operation> = (ops) => {
    left -= ops.length
    if (left <= 0) {
      missed++
      return undefined
    }
    const budget = { steps: Math.min(mostSteps, left / operationsPerStep), timeMs: Infinity, memoryMb: 256 }
    const { status, steps } = decide(model, ops, budget)
    left -= operationsPerStep * steps
    if (status !== 'valid' && status !== 'invalid') missed++
    return status === 'invalid'
  }
  return { isIllegal, missed: () => missed }
}

/** The operations that go together when a value goes; none where that is not known. */
function groupsOf({ registerForm, collectionForm }: Model, operations: readonly Operation[]): Operation[][] {
  if (registerForm) return valueGroups(operations, registerForm.form)
  return collectionForm ? collectedGroups(operations, collectionForm.form) : []
}

/** Of the groups, takes out as many as can be done without; they may share operations. */
function removeGroups(
  operations: Operation[],
  groups: readonly (readonly Operation[])[],
  isIllegal: Judge<Operation>,
): Operation[] {
  const without = (ops: Operation[], gone: readonly (readonly Operation[])[]) => {
    const all = new Set(gone.flat())
    return ops.filter((op) => !all.has(op))
  }
  return reduce(groups, operations, without, isIllegal)
}

/**
 * What is left of `from` without as many of the things as can be done without: tries ever smaller runs of them. Where
 * much goes at once, as a rule, that costs little more than the first try. Ends when no more can be judged.
 */
function reduce<Thing, From>(
  things: readonly Thing[],
  from: From,
  without: (from: From, gone: readonly Thing[]) => From,
  isEnough: (from: From) => boolean | undefined,
): From {
  let left = from
  let needed = things
  for (let size = Math.ceil(needed.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < needed.length; ) {
      const fewer = without(left, needed.slice(at, at + size))
      const enough = isEnough(fewer)
      if (enough === undefined) return left
      if (enough) {
        left = fewer
        needed = needed.toSpliced(at, size)
      } else at += size
    }
  }
  return left
}

/** The operations that put in and take each value. */
export function collectedGroups(
  operations: readonly Operation[],
  form: (op: Operation) => CollectionOp,
): Operation[][] {
  const groups = new Map<string, Operation[]>()
  for (const op of operations) {
    const told = form(op)
    if (told.kind !== 'put' && told.kind !== 'take') continue
    const name = canonical(told.value)
    const group = groups.get(name)
    if (group) group.push(op)
    else groups.set(name, [op])
  }
  return [...groups.values()]
}

/** The names of the elements that anything is known of. */
function elementsOf(operations: readonly Operation[], form: (op: Operation) => SetOp): string[] {
  const names = new Set<string>()
  for (const op of operations) {
    const told = form(op)
    if (told.kind === 'read') for (const element of told.elements) names.add(canonical(element))
    else if (told.kind !== 'any') names.add(canonical(told.element))
  }
  return [...names]
}

/** What the operation has to do with other elements than these; undefined if nothing. */
export function restrict(op: Operation, form: SetOp, gone: ReadonlySet<string>): Operation | undefined {
  if (form.kind === 'any') return undefined
  if (form.kind !== 'read') return gone.has(canonical(form.element)) ? undefined : op
  const elements = form.elements.filter((element) => !gone.has(canonical(element)))
  return elements.length === form.elements.length ? op : { ...op, output: elements }
}

function present(operations: readonly (Operation | undefined)[]): Operation[] {
  return operations.filter((op) => op !== undefined)
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
