import type { Json, Op } from '../../op/op.ts'
import { mopsIn } from './facts.ts'

/** The most elements of a long list that are shown: its end, where reads differ. */
const shown = 5

/** A value as a person reads it: strings bare where that is clear, lists by their end. */
export function show(value: Json): string {
  if (Array.isArray(value)) {
    const hidden = value.length > shown + 1 ? value.length - shown : 0
    const items = value.slice(hidden).map(show)
    return `[${[...(hidden > 0 ? [`… ${hidden} more …`] : []), ...items].join(' ')}]`
  }
  return typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : value === null ? 'nil' : JSON.stringify(value)
}

/** `op 7, process 3: append x 1, read y [1 2]`; what became of it is said where it is not a plain ok. */
export function showTxn(op: Op | undefined): string {
  if (op === undefined) return 'an unknown op'
  const mops = mopsIn(op).map(([f, key, value]) => {
    if (f !== 'r') return `${f === 'w' ? 'write' : f} ${show(key)} ${show(value)}`
    return op.type === 'ok' || (value ?? null) !== null
      ? `read ${show(key)} ${show(value ?? null)}`
      : `read ${show(key)}`
  })
  const fate = { ok: '', fail: ', rolled back', info: ', outcome unknown', invoke: ', never answered' }[op.type]
  return `op ${op.index} (process ${op.process}${op.node === undefined ? '' : ` on ${op.node}`}${fate}): ${mops.join(', ')}`
}
