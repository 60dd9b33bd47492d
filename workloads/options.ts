import type { Option } from '../src/op/option.ts'

// Options that more than one workload has.

/** How amounts are changed; see `Way` in src/client/data-types.ts. */
export const way: Option = {
  name: 'way',
  about: 'how an amount is changed: read, computed and written by the program, or computed by the database',
  values: ['read-then-write', 'in-place'],
  default: 'read-then-write',
}

/** Most databases promise acknowledged writes, fewer that every read sees them: so by default stale reads are told only. */
export const staleReads: Option = {
  name: 'stale-reads',
  about: 'whether a read that began after another op had ended may show an older state',
  values: ['allowed', 'forbidden'],
  default: 'allowed',
}
