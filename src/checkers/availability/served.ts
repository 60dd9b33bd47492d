import type { Op } from '../../op/op.ts'

/** The database answered as it should: yes, or a plain no without error (a compare-and-set that found another value). */
export function served({ type, error }: Op): boolean {
  return type === 'ok' || (type === 'fail' && error === undefined)
}
