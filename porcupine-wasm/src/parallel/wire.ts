import type { CheckOptions, ObjectResult } from '../check.ts'
import type { Operation } from '../operation.ts'
import type { ModelSource } from './model-source.ts'

/** What is said between the checking thread and its workers. */
export type Request =
  | { readonly kind: 'start'; readonly source: ModelSource; readonly options: Omit<CheckOptions, 'onProgress'> }
  | { readonly kind: 'check'; readonly objects: readonly SentObject[] }
  /** End by yourself. */
  | { readonly kind: 'end' }

export type Reply =
  | { readonly kind: 'progress'; readonly steps: number }
  | { readonly kind: 'result'; readonly id: number; readonly result: SentResult }
  /** All objects of the request are checked. */
  | { readonly kind: 'done' }
  /** The last word of one that was told to end. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }

/** An operation that knows where it stands among those of its object; copies of it still do. */
export interface Numbered extends Operation {
  readonly index: number
}

export interface SentObject {
  readonly id: number
  readonly key: unknown
  readonly operations: readonly Numbered[]
  /** What is left of the time for the whole check. */
  readonly timeMs: number
}

/** An ObjectResult with places of operations in the place of operations. */
export type SentResult = Pick<ObjectResult, 'verdict' | 'reason' | 'stats'> & {
  readonly order?: Int32Array
  readonly explanation?: {
    readonly impossible: number
    readonly first: boolean
    readonly partial: readonly { readonly op: number; readonly state?: string }[]
    readonly state: string
    readonly pending: readonly { readonly op: number; readonly why: string }[]
    readonly sentence: string
  }
  readonly proof?: {
    /** `changed`: those that the proof shows otherwise than they are, as cut off or restricted. */
    readonly operations: readonly { readonly op: number; readonly changed?: Pick<Operation, 'complete' | 'output'> }[]
    readonly confirmedBy: 'brute force' | 'search'
    readonly minimal: boolean
    readonly sentence: string
  }
}

export function numbered({ f, value, output, invoke, complete, key, process }: Operation, index: number): Numbered {
  return { index, f, value, output, invoke, complete, key, ...(process !== undefined && { process }) }
}

export function toSent({
  linearization,
  explanation,
  proof,
  verdict,
  reason,
  stats,
  operations,
}: ObjectResult): SentResult {
  const indexOf = (op: Operation) => (op as Numbered).index
  return {
    verdict,
    stats,
    ...(reason !== undefined && { reason }),
    ...(linearization && { order: Int32Array.from(linearization, indexOf) }),
    ...(explanation && {
      explanation: {
        ...explanation,
        impossible: indexOf(explanation.impossible),
        partial: explanation.partial.map((step) => ({ ...step, op: indexOf(step.op) })),
        pending: explanation.pending.map((one) => ({ ...one, op: indexOf(one.op) })),
      },
    }),
    ...(proof && {
      proof: {
        ...proof,
        operations: proof.operations.map((op) => {
          const { complete, output } = op
          return { op: indexOf(op), ...(operations[indexOf(op)] !== op && { changed: { complete, output } }) }
        }),
      },
    }),
  }
}

export function fromSent(
  { order, explanation, proof, ...rest }: SentResult,
  key: unknown,
  operations: readonly Operation[],
): ObjectResult {
  const at = (index: number) => operations[index] as Operation
  return {
    key,
    operations,
    ...rest,
    ...(order && { linearization: Array.from(order, at) }),
    ...(explanation && {
      explanation: {
        ...explanation,
        impossible: at(explanation.impossible),
        partial: explanation.partial.map((step) => ({ ...step, op: at(step.op) })),
        pending: explanation.pending.map((one) => ({ ...one, op: at(one.op) })),
      },
    }),
    ...(proof && {
      proof: {
        ...proof,
        operations: proof.operations.map(({ op, changed }) => (changed ? { ...at(op), ...changed } : at(op))),
      },
    }),
  }
}
