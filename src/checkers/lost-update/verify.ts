import type { Json, Op } from '../../op/op.ts'

/** Are these raw ops increments of one counter that all succeeded with the same result? */
export function confirmsSame(ops: readonly Op[]): boolean {
  const told = new Set(ops.map(({ type, f, key = null, value }) => JSON.stringify([type, f, key, value])))
  const [type, f, , value] = JSON.parse([...told][0] ?? '[]') as Json[]
  const different = new Set(ops.map(({ index }) => index)).size
  return told.size === 1 && different > 1 && type === 'ok' && f === 'increment' && typeof value === 'number'
}

/** Counts again, op by op: is a counter in a final read below or above what its increments allow? */
export function confirmsBounds(key: number, read: Op, history: readonly Op[]): 'below' | 'above' | undefined {
  let possible = 0
  const results: Json[] = []
  for (const { type, f, key: own, value, index } of history) {
    if (f !== 'increment' || own !== key) continue
    if (index > read.index) return undefined
    if (type === 'invoke') possible++
    else if (type === 'fail') possible--
    else if (type === 'ok' && !results.includes(value)) results.push(value)
  }
  const entries = read.value as readonly (readonly [number, number])[]
  const left = entries.find(([each]) => each === key)?.[1] ?? 0
  if (left < results.length) return 'below'
  return left > possible ? 'above' : undefined
}
