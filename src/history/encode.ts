import type { Op } from '../op/op.ts'

/**
 * One op as a line of `history.jsonl`, newline included. Written by hand because this runs twice for every op of a
 * run: the fixed fields need no escaping, and `JSON.stringify` is called only for what a user put in.
 */
export function encodeOp(op: Op): string {
  let line = `{"index":${op.index},"time":${op.time},"process":${op.process === 'nemesis' ? '"nemesis"' : op.process},"type":"${op.type}","f":${encodeName(op.f)}`
  if (op.key !== undefined) line += `,"key":${encodeValue(op.key)}`
  line += `,"value":${encodeValue(op.value)}`
  if (op.error !== undefined) line += `,"error":${JSON.stringify(op.error)}`
  if (op.node !== undefined) line += `,"node":${encodeName(op.node)}`
  return `${line}}\n`
}

/** A whole history as JSONL. */
export function toJsonl(ops: readonly Op[]): string {
  return ops.map(encodeOp).join('')
}

function encodeValue(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return JSON.stringify(value) ?? 'null' // a hole left by untyped code must not make the line unreadable
}

/** Names repeat: each is escaped once. */
const names = new Map<string, string>()

function encodeName(name: string): string {
  let encoded = names.get(name)
  if (encoded === undefined) {
    encoded = JSON.stringify(name)
    if (names.size < 1000) names.set(name, encoded)
  }
  return encoded
}
