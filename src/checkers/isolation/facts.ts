import type { Json, Op } from '../../op/op.ts'
import type { Finding } from './findings.ts'
import type { Mop, Workload } from './txns.ts'

/** Raw ops, looked up: all that the verifier and the prose may see of a history. */
export interface Facts {
  readonly workload: Workload
  /** The op of an index. */
  op(index: number): Op | undefined
  /** Where the transaction of this op was invoked. */
  invocation(index: number): Op | undefined
  /** The ops that touch a key, invocations only where there is no completion. Known for the keys given at the start. */
  touching(key: Json): readonly Op[]
}

export function mopsIn(op: Op | undefined): readonly Mop[] {
  return (op?.value ?? []) as unknown as readonly Mop[]
}

/** The keys that findings speak of, and those that their transactions touch: what `facts` is to look up. */
export function keysOf(ops: readonly Op[], findings: readonly Finding[]): Json[] {
  const named = findings.flatMap((finding) => ('key' in finding ? [finding.key] : []))
  const inCycles = findings.flatMap((finding) => ('cycle' in finding ? finding.cycle.map(({ from }) => from) : []))
  return [...named, ...inCycles.flatMap((index) => mopsIn(ops[find(ops, index)]).map(([, key]) => key))]
}

/** Looks through a history once for what touches these keys. */
export function facts(ops: readonly Op[], workload: Workload, keys: readonly Json[]): Facts {
  const wanted = new Map(keys.map((key) => [JSON.stringify(key), new Set<Op>()]))
  const positions = new Map<number, number>()
  const open = new Map<unknown, Op>()
  const touched = (op: Op) => {
    for (const [, key] of mopsIn(op)) wanted.get(typeof key === 'number' ? `${key}` : JSON.stringify(key))?.add(op)
  }
  if (wanted.size > 0)
    for (const op of ops) {
      if (typeof op.process !== 'number') continue
      if (op.type === 'invoke') open.set(op.process, op)
      else {
        open.delete(op.process)
        touched(op)
      }
    }
  for (const op of open.values()) touched(op as Op)
  const position = (index: number): number => {
    const known = positions.get(index) ?? find(ops, index)
    positions.set(index, known)
    return known
  }
  return {
    workload,
    op: (index) => ops[position(index)],
    invocation: (index) => invocationAt(ops, position(index)),
    touching: (key) => [...(wanted.get(JSON.stringify(key)) ?? [])],
  }
}

/** The invocation of the transaction whose op is at this position. */
export function invocationAt(ops: readonly Op[], position: number): Op | undefined {
  const process = ops[position]?.process
  let at = position
  while (at >= 0 && !(ops[at]!.process === process && ops[at]!.type === 'invoke')) at--
  return ops[at]
}

/** The position of the op of an index, or -1: ops are in the order of their index. */
export function find(ops: readonly Op[], index: number): number {
  let low = 0
  let high = ops.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ops[middle]!.index < index) low = middle + 1
    else high = middle
  }
  return ops[low]?.index === index ? low : -1
}
