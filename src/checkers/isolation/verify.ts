import type { Json, Op } from '../../op/op.ts'
import { type Facts, mopsIn } from './facts.ts'
import type { Finding, ReadAt, VersionStep } from './findings.ts'
import { same } from './intern.ts'
import { isBefore, precedes, stepHolds, touches } from './verify-steps.ts'

/**
 * Confirms one finding from nothing but the raw ops: none of the inference's tables is used, so that a mistake there
 * cannot confirm itself. Says false for whatever it cannot see in the ops.
 */
export function holds(facts: Facts, finding: Finding): boolean {
  if ('cycle' in finding) {
    const { cycle } = finding
    const closed = cycle.every((step, i) => step.to === cycle[(i + 1) % cycle.length]!.from)
    return cycle.length > 1 && closed && cycle.every((step) => stepHolds(facts, step)) && isOfType(finding)
  }
  const { key } = finding
  switch (finding.type) {
    case 'G1a':
    case 'G1b': {
      const writer = facts.op(finding.writer)
      const list = readList(facts, { txn: finding.reader, mop: finding.mop }, key)
      const writes = writesOf(facts, writer, key)
      const at = writes.findIndex((value) => same(value, finding.value))
      const committed = facts.op(finding.reader)?.type === 'ok'
      if (!list || at < 0 || !committed || finding.writer === finding.reader) return false
      if (finding.type === 'G1a') return writer?.type === 'fail' && includes(list, finding.value)
      return at + 1 < writes.length && same(list.at(-1) ?? null, finding.value)
    }
    case 'garbage-read':
      return (
        includes(readList(facts, { txn: finding.reader, mop: finding.mop }, key) ?? [], finding.value) &&
        !facts.touching(key).some((op) => includes(writesOf(facts, op, key), finding.value))
      )
    case 'duplicate-elements': {
      const list = readList(facts, { txn: finding.reader, mop: finding.mop }, key) ?? []
      return list.filter((each) => same(each, finding.value)).length > 1
    }
    case 'internal':
      return contradictsItself(facts, finding)
    case 'future-read': {
      const [f, k, value] = mopsIn(facts.op(finding.txn))[finding.write] ?? []
      const list = readList(facts, finding, key) ?? []
      const written = f === 'append' && same(k ?? null, key) && same(value ?? null, finding.value)
      return written && finding.mop < finding.write && includes(list, finding.value)
    }
    case 'incompatible-order': {
      const [a, b] = finding.reads.map((read) => readList(facts, read, key))
      return a !== undefined && b !== undefined && !isPrefix(a, b) && !isPrefix(b, a)
    }
    case 'dirty-update': {
      const { values } = finding
      const list = [...new Set(readList(facts, finding.read, key))]
      const at = list.findIndex((each) => same(each, values[0]!))
      const [aborted, committed] = [facts.op(finding.aborted), facts.op(finding.committed)]
      const written =
        includes(writesOf(facts, aborted, key), values[0]!) && includes(writesOf(facts, committed, key), values.at(-1)!)
      const inOrder = values.every((value) => includes(list, value)) && isPrefix(values, list.slice(at))
      return written && inOrder && aborted?.type === 'fail' && committed?.type === 'ok'
    }
    case 'lost-update':
      if (finding.reads !== undefined) return replaced(facts, finding.txns, finding.reads, key)
      return new Set(finding.txns).size > 1 && finding.txns.every((txn) => overwrites(facts, txn, key, finding.value))
    case 'cyclic-versions':
      return cyclic(finding.versions) && finding.versions.every((step) => isBefore(facts, key, step))
  }
}

function cyclic(steps: readonly VersionStep[]): boolean {
  return steps.length > 1 && steps.every(({ after }, i) => same(after, steps[(i + 1) % steps.length]!.before))
}

/** Counts the anti-dependencies of a cycle: what its name claims (Adya 1999; the suffixes are Elle's). */
function isOfType({ type, cycle }: Extract<Finding, { cycle: unknown }>): boolean {
  const kinds = cycle.map(({ kind }) => kind)
  const rw = kinds.filter((kind) => kind === 'rw').length
  const adjacent = kinds.some((kind, i) => kind === 'rw' && kinds[(i + 1) % kinds.length] === 'rw')
  const many = adjacent ? 'G2-item' : 'G-nonadjacent-item'
  const base = rw > 1 ? many : rw === 1 ? 'G-single-item' : kinds.includes('wr') ? 'G1c' : 'G0'
  const suffix = kinds.includes('realtime') ? '-realtime' : kinds.includes('process') ? '-process' : ''
  return type === base + suffix && kinds.some((kind) => kind !== 'realtime' && kind !== 'process')
}

function contradictsItself(facts: Facts, { txn, mop, key }: Extract<Finding, { type: 'internal' }>): boolean {
  const op = facts.op(txn)
  const all = mopsIn(op)
  const before = all.slice(0, mop).filter((each) => same(each[1], key))
  const read = all[mop]
  if (op?.type !== 'ok' || read === undefined || read[0] !== 'r' || before.length === 0) return false
  if (facts.workload === 'rw-register') return !same(before.at(-1)![2] ?? null, read[2] ?? null)
  const lastRead = before.findLastIndex(([f]) => f === 'r')
  const start = lastRead < 0 ? [] : listIn(before[lastRead]![2])
  const known = [...start, ...before.slice(lastRead + 1).map(([, , value]) => value)]
  const list = listIn(read[2])
  if (lastRead >= 0) return JSON.stringify(list) !== JSON.stringify(known)
  return JSON.stringify(list.slice(-known.length)) !== JSON.stringify(known)
}

/** Did a committed transaction read this version of the key, and then write the key? */
function overwrites(facts: Facts, txn: number, key: Json, value: Json): boolean {
  const op = facts.op(txn)
  const own = mopsIn(op).filter((mop) => same(mop[1], key))
  const read = own.findIndex(([f]) => f === 'r')
  const seen = own[read]?.[2] ?? null
  const equal = facts.workload === 'list-append' ? same([...listIn(seen)], [...listIn(value)]) : same(seen, value)
  return op?.type === 'ok' && read >= 0 && equal && own.slice(read).some(([f]) => f !== 'r') && touches(op, key)
}

/** Did two transactions that overlap in time each append to one list, and two reads hold one of the two each? */
function replaced(facts: Facts, txns: readonly number[], reads: readonly [ReadAt, ReadAt], key: Json): boolean {
  const lists = reads.map((read) => readList(facts, read, key) ?? [])
  const fork = lists[0]!.findIndex((each, i) => i >= lists[1]!.length || !same(each, lists[1]![i]!))
  const [a, b] = txns.map((txn) => facts.op(txn))
  if (a === undefined || b === undefined || a === b || txns.length !== 2 || fork < 0) return false
  const appended = [a, b].every((op, i) => {
    const element = lists[i]![fork]
    const other = lists[1 - i]!
    return element !== undefined && includes(writesOf(facts, op, key), element) && !includes(other, element)
  })
  return appended && [a, b].every(({ type }) => type !== 'fail') && !precedes(facts, a, b) && !precedes(facts, b, a)
}

function readList(facts: Facts, { txn, mop }: ReadAt, key: Json): readonly Json[] | undefined {
  const op = facts.op(txn)
  const [f, k, value] = mopsIn(op)[mop] ?? []
  if (op === undefined || op.type === 'invoke' || op.type === 'fail') return undefined
  if (f !== 'r' || k === undefined || !same(k, key)) return undefined
  return facts.workload === 'list-append' ? listIn(value ?? null) : [value ?? null]
}

function writesOf(facts: Facts, op: Op | undefined, key: Json): Json[] {
  const write = facts.workload === 'list-append' ? 'append' : 'w'
  return mopsIn(op).flatMap(([f, k, value]) => (f === write && same(k, key) ? [value] : []))
}

function listIn(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function includes(list: readonly Json[], value: Json): boolean {
  return list.some((each) => same(each, value))
}

function isPrefix(a: readonly Json[], b: readonly Json[]): boolean {
  return a.every((each, i) => i < b.length && same(each, b[i]!))
}
