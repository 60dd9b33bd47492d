import fc from 'fast-check'
import type { Op } from '../../src/op/op.ts'
import { call } from './histories.ts'

/** A transaction that writes 1 to a key. */
export function write(key: number, type: 'ok' | 'fail' | 'info' = 'ok', process = 0) {
  return call(process, 'txn', [['w', key, 1]], type)
}

/** A transaction that saw these values of the keys 0, 1 … */
export function read(process: number, ...values: (number | null)[]) {
  const asked = values.map((_, key) => ['r', key, null])
  const saw = values.map((value, key) => ['r', key, value])
  return call(process, 'txn', asked, 'ok', saw)
}

/**
 * Histories of two groups of three keys, each key written at most once, by up to four processes whose ops overlap.
 * `honest`: answers are those of an execution in which each transaction happens at one moment between invocation and
 * answer; otherwise reads return anything that was invoked by then.
 */
export function groupHistories({ honest }: { honest: boolean }): fc.Arbitrary<Op[]> {
  const event = fc.record({
    process: fc.nat(3),
    write: fc.boolean(),
    group: fc.nat(1),
    end: fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info' as const),
    early: fc.boolean(),
    saw: fc.nat(7),
  })
  return fc.array(event, { minLength: 1, maxLength: 36 }).map((events) => {
    const ops: Op[] = []
    const open = new Map<number, { op: Op; answer: Op['value'] }>()
    const used = [0, 0]
    const asked = new Set<number>()
    const now = new Set<number>()
    const look = (op: Op, has: (key: number, bit: number) => boolean): Op['value'] =>
      (op.value as [string, number, null][]).map(([f, key]) => [f, key, has(key, key % 3) ? 1 : null])
    for (const { process, write, group, end, early, saw } of events) {
      const at = { index: ops.length * 2 + 1, time: ops.length * 1000, process } // sparse on purpose
      const waiting = open.get(process)
      if (waiting === undefined) {
        const writes = write && (used[group] ?? 0) < 3
        const key = group * 3 + (used[group] ?? 0)
        if (writes) used[group] = (used[group] ?? 0) + 1
        const value = writes ? [['w', key, 1]] : [2, 0, 1].map((each) => ['r', group * 3 + each, null])
        const op: Op = { ...at, type: 'invoke', f: 'txn', value }
        if (writes) asked.add(key)
        open.set(process, { op, answer: !writes && early ? look(op, (each) => now.has(each)) : null })
        ops.push(op)
        continue
      }
      open.delete(process)
      const { op } = waiting
      const [[f, key]] = op.value as [[string, number]]
      if (f === 'w') {
        if (end === 'ok' || (end === 'info' && early)) now.add(key)
        ops.push({ ...op, ...at, type: end })
      } else {
        const truth = waiting.answer ?? look(op, (each) => now.has(each))
        const lie = look(op, (each, bit) => asked.has(each) && ((saw >> bit) & 1) === 1)
        ops.push({ ...op, ...at, type: end, value: end === 'ok' ? (honest ? truth : lie) : op.value })
      }
    }
    return ops
  })
}

export interface Looked {
  readonly op: Op
  /** The invocation's index. */
  readonly begun: number
  readonly saw: (key: number) => boolean
  readonly keys: readonly number[]
}

/** The ok reads of a history, each by what it saw. */
export function looks(ops: readonly Op[]): Looked[] {
  const mops = (op: Op) => op.value as [string, number, number | null][]
  return ops
    .filter((op) => op.type === 'ok' && mops(op).every(([f]) => f === 'r'))
    .map((op) => ({
      op,
      begun:
        ops.findLast((each) => each.process === op.process && each.type === 'invoke' && each.index < op.index)?.index ??
        0,
      saw: (key) => mops(op).some(([, each, value]) => each === key && value !== null),
      keys: mops(op).map(([, key]) => key),
    }))
}
