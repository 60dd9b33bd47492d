import { describe, type Explanation, type Model } from 'porcupine-wasm'
import type { Json } from '../../op/op.ts'
import type { Traced } from './operations.ts'

/**
 * Why an object's history is not linearizable, in one sentence of facts: who answered what, and what had been
 * acknowledged before it was asked. `shown` are the ops that the reader sees beside it: one of them is told of.
 */
export function why(
  model: Model,
  { impossible, first }: Explanation,
  operations: readonly Traced[],
  shown: readonly Traced[],
): string {
  const op = impossible as Traced
  const who = whoAnswered(op)
  if (!first)
    return `No order of the ops explains all that was answered until ${who} acknowledged ${describe(model, op)}; which answer is the first that none explains was too hard to find out.`
  if (op.f === 'read' && model.registerForm)
    return `${who} answered a read with ${said(op.output)}${staleness(op, operations, shown, model)}.`
  if (op.f === 'get')
    return `${who} answered a get with ${said(op.output)}, and no order of the puts and appends gives that.`
  return `${who} acknowledged ${describe(model, op)}, and no order of the ops makes that possible.`
}

/** What a reader had a right to see, as far as that can be told in few words. */
function staleness(read: Traced, operations: readonly Traced[], shown: readonly Traced[], model: Model): string {
  const sources = operations.filter((op) => equal(written(op), read.output))
  const initial = equal(model.registerForm?.init ?? null, read.output)
  if (sources.length === 0 && !initial) return ', a value that nobody had written'
  if (!initial && sources.every((op) => op.invoke > read.complete)) return ' before anybody had asked to write it'
  const before = shown.filter((op) => op.complete < read.invoke && written(op) !== undefined)
  const latest = before.reduce<Traced | undefined>(
    (last, op) => (last && last.complete > op.complete ? last : op),
    undefined,
  )
  if (!latest || equal(written(latest), read.output)) return ', and no order of the ops explains that'
  return ` after ${said(written(latest))} had been acknowledged by ${whoAnswered(latest)}, and no order of the ops explains that`
}

/** The value that the op leaves behind, if it leaves one. */
function written({ f, value, output }: Traced): unknown {
  if (f === 'write') return value ?? null
  return f === 'cas' && output !== false && Array.isArray(value) ? (value[1] ?? null) : undefined
}

function whoAnswered({ answered, asked }: Traced): string {
  return answered?.node ?? asked.node ?? `process ${asked.process}`
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

function said(value: unknown): string {
  return value === undefined || value === null ? 'nil' : JSON.stringify(value as Json)
}
