import type { GeneratedOp } from '../../src/generator/index.ts'

/** The invoked ops as rows of the named fields, the way Jepsen's own tests print them. */
export function rows(ops: readonly GeneratedOp[], ...names: readonly string[]): unknown[][] {
  return ops.map((op) => names.map((name) => (op as unknown as Record<string, unknown>)[name]))
}

export function column(ops: readonly GeneratedOp[], name: string): unknown[] {
  return rows(ops, name).map(([value]) => value)
}

/** How often each value occurs. */
export function count(values: readonly unknown[]): Map<unknown, number> {
  const counts = new Map<unknown, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
