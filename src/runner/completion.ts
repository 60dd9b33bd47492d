import type { OpEvent } from '../generator/generator.ts'
import type { Completion, Invocation, Json, Nanos } from '../op/op.ts'

/** What was asked with what came back. */
export function completed(asked: OpEvent, completion: Completion, time: Nanos): OpEvent {
  const { process, f, key } = asked
  const { error, node, value = asked.value } = completion
  const type = process === 'nemesis' ? 'info' : completion.type
  const op: { -readonly [K in keyof OpEvent]: OpEvent[K] } = { time, process, type, f, value }
  if (key !== undefined) op.key = key
  if (error !== undefined) op.error = error
  if (node !== undefined) op.node = node
  return op
}

/**
 * All that is wrong with what a client answered; empty when it is a proper completion. Clients are other people's code,
 * so types promise nothing here.
 */
export function completionProblems(op: Invocation, completion: unknown): string[] {
  if (typeof completion !== 'object' || completion === null) return [`it is ${String(completion)}, not a completion`]
  const { type, value, error, node, ...rest } = completion as Record<string, unknown>
  const problems: string[] = []
  if (type !== 'ok' && type !== 'fail' && type !== 'info') problems.push(`type is ${show(type)}, not ok, fail or info`)
  for (const name of ['f', 'key', 'process'] as const) {
    if (name in rest && rest[name] !== op[name])
      problems.push(`${name} was ${show(op[name])} and came back as ${show(rest[name])}`)
  }
  if (value !== undefined) problems.push(...valueProblems(op, value))
  if (error !== undefined && !isError(error)) problems.push('error is not { kind, message }, both strings')
  if (node !== undefined && typeof node !== 'string') problems.push('node is not a string')
  return problems
}

function valueProblems(op: Invocation, value: unknown): string[] {
  if (!isJson(value)) return [`value ${show(value)} cannot stand in a history (JSON without NaN and infinities)`]
  if (op.process === 'nemesis' || fills(op.value, value)) return []
  return [`value was ${show(op.value)} and came back as ${show(value)}, but only a null may be filled in`]
}

/** Whether `got` is `asked` with nulls filled in: what a read, or the reads of a transaction, learnt. */
function fills(asked: Json, got: Json): boolean {
  if (asked === null || asked === got) return true
  if (typeof asked !== 'object' || typeof got !== 'object' || got === null) return false
  if (isList(asked))
    return isList(got) && asked.length === got.length && asked.every((item, i) => fills(item, got[i] as Json))
  if (isList(got)) return false
  const names = Object.keys(asked)
  return (
    names.length === Object.keys(got).length &&
    names.every((name) => name in got && fills(asked[name] as Json, got[name] as Json))
  )
}

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every(isJson)
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isError(error: unknown): error is Completion['error'] {
  const { kind, message } = (error ?? {}) as Record<string, unknown>
  return typeof kind === 'string' && typeof message === 'string'
}

function show(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 200)
  } catch {
    return `a ${typeof value}`
  }
}
