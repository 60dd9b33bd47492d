import type { Deployment } from '../target.ts'

/** As `record`, but not when the last such step was the same: for what is tried again and again. */
export function changesOnly(record: Deployment['record']): Deployment['record'] {
  const last = new Map<string, string>()
  return (f, value) => {
    const text = JSON.stringify(value)
    if (last.get(f) !== text) record(f, value)
    last.set(f, text)
  }
}
