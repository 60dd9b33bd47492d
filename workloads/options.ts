import { modelId } from '../src/checkers/isolation/index.ts'
import type { Option } from '../src/op/option.ts'
import type { WorkloadOptions } from './workload.ts'

// Options that more than one workload has.

/** How amounts are changed; see `Way` in src/client/data-types.ts. */
export const way: Option = {
  name: 'way',
  about: 'how an amount is changed: read, computed and written by the program, or computed by the database',
  values: ['read-then-write', 'in-place'],
  default: 'read-then-write',
}

export const expectation: Option = {
  name: 'expect',
  about: 'the consistency model that transactions must keep; as-deployed: what the target promises with its options',
  read: model,
  default: 'as-deployed',
}

function model(given: string): string {
  if (given !== expectation.default) modelId(given)
  return given
}

/** The model to judge by: the one that was asked for, else the target's promise. */
export function expected({ options, system }: Pick<WorkloadOptions, 'options' | 'system'>): string {
  const asked = options[expectation.name] ?? expectation.default
  return asked === expectation.default ? (system.consistency ?? 'strict-serializable') : String(asked)
}

/**
 * Most databases promise acknowledged writes, fewer that every read sees them: so by default stale reads are told only.
 */
export const staleReads: Option = {
  name: 'stale-reads',
  about: 'whether a read that began after another op had ended may show an older state',
  values: ['allowed', 'forbidden'],
  default: 'allowed',
}
