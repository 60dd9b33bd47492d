import type { Option } from '../src/op/option.ts'

/** Options that more than one workload has. */

/** Most databases promise acknowledged writes, fewer that every read sees them: so by default stale reads are told only. */
export const staleReads: Option = {
  name: 'stale-reads',
  about: 'whether a read that began after another op had ended may show an older state',
  values: ['allowed', 'forbidden'],
  default: 'allowed',
}
