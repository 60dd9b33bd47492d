import type { Json, Op } from '../op/op.ts'

/** A history as Jepsen writes it: one map a line. A key goes into the value as a `[key value]` tuple. */
export function toEdn(ops: readonly Op[]): string {
  return ops.map((op) => `${encode(op)}\n`).join('')
}

function encode(op: Op): string {
  const value = op.key === undefined ? edn(op.value) : `[${edn(op.key)} ${edn(op.value)}]`
  const fields = [
    `:index ${op.index}`,
    `:time ${op.time}`,
    `:type :${op.type}`,
    `:process ${op.process === 'nemesis' ? ':nemesis' : op.process}`,
    `:f ${name(op.f)}`,
    `:value ${value}`,
  ]
  if (op.error !== undefined) fields.push(`:error [${name(op.error.kind)} ${JSON.stringify(op.error.message)}]`)
  if (op.node !== undefined) fields.push(`:node ${JSON.stringify(op.node)}`)
  return `{${fields.join(', ')}}`
}

/** Values keep their strings as strings, but for the verbs of a transaction, which Elle wants as keywords. */
function edn(value: Json): string {
  if (value === null) return 'nil'
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return (value as number).toExponential() // a float
  if (Array.isArray(value))
    return `[${value.map((item, i) => (i === 0 && isMop(value) ? `:${item}` : edn(item))).join(' ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${name(key)} ${edn(item)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}

const mopVerbs: readonly Json[] = ['r', 'w', 'append', 'read', 'write']

function isMop(value: readonly Json[]): boolean {
  return value.length === 3 && mopVerbs.includes(value[0] as Json)
}

/** A keyword where the text can be one, else a string. */
function name(text: string): string {
  return /^[A-Za-z*!_?$%&=<>][\w*!?$%&=<>.+/-]*$/.test(text) ? `:${text}` : JSON.stringify(text)
}
