import type { Json } from '../../op/op.ts'
import type { Facts } from './facts.ts'
import type { Because, Step } from './findings.ts'
import { show } from './show.ts'

type Name = (index: number) => string
type Versions = { readonly key: Json; readonly before: Json; readonly after: Json; readonly because: Because }

/** Why one transaction (or one version of a key) came before another. */
export function reason(facts: Facts, step: Step | Versions, name: Name): string {
  if (!('kind' in step)) return order(facts, step, name)
  const [from, to] = [name(step.from), name(step.to)]
  if (!('key' in step)) {
    if (step.kind === 'realtime') return realtime(facts, step, from, to)
    return `process ${facts.op(step.from)?.process} executed ${from} before ${to}`
  }
  const isList = facts.workload === 'list-append'
  const key = `key ${show(step.key)}`
  if (!('because' in step))
    return `${to} observed ${from}'s ${isList ? 'append' : 'write'} of ${show(step.value)} to ${key}`
  const what = `${to} ${isList ? 'appended' : 'wrote'} ${show(step.after)}`
  const why = order(facts, step, name)
  if (step.kind === 'ww') return `${what} to ${key} after ${from}'s ${show(step.before)}: ${why}`
  const seen =
    step.before === null ? `the initial state of ${key}` : `${key} ${isList ? 'up to' : '='} ${show(step.before)}`
  return `${from} observed ${seen}, and ${what} to it later: ${why}`
}

function order(facts: Facts, { because, key, before, after }: Versions, name: Name): string {
  switch (because.how) {
    case 'read':
      return before === null
        ? `${name(because.read.txn)} observed ${show(after)} as the first element`
        : `${name(because.read.txn)} observed ${show(before)} ${show(after)} in this order`
    case 'unread':
      return because.read
        ? `${name(because.read.txn)} observed the longest list, and ${show(after)} is in no read at all`
        : 'nobody read anything else'
    case 'initial':
      return `nothing comes before the initial state of key ${show(key)}`
    case 'wfr':
      return `${name(because.txn)} read ${show(before)} and then wrote ${show(after)}`
    case 'sequential':
      return `process ${facts.op(because.first)?.process} met ${show(before)} in ${name(because.first)}, and later ${show(after)} in ${name(because.second)}`
    case 'linearizable':
      return `${name(because.first)}, with ${show(before)}, had completed before ${name(because.second)}, with ${show(after)}, was invoked`
  }
}

function realtime(facts: Facts, step: Step, from: string, to: string): string {
  const [a, b] = [facts.op(step.from), facts.invocation(step.to)]
  const ms = a && b ? (b.time - a.time) / 1e6 : 0
  const gap = ms > 0 ? `${ms.toLocaleString('en-US', { maximumSignificantDigits: 3 })} ms ` : ''
  return `${from} had completed (index ${a?.index}) ${gap}before ${to} was invoked (index ${b?.index})`
}
