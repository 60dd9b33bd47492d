import type { Op } from '../../op/op.ts'
import type { Checker } from '../checker.ts'
import { conclude, type Seen } from '../conclude.ts'
import { grouped } from '../grouped.ts'
import { capital, count } from '../text.ts'
import { type Logs, logs, type Told, whoOf } from './logs.ts'
import { confirms } from './verify.ts'
import { type Kind, kinds, type Violation, violations } from './violations.ts'

/**
 * Is everyone who watches a key told of each of its changes, once and in order? For histories of `put`, each value once,
 * with the value `{ value, revision }`, and `watch` and `catch-up` of a key, answered with `{ after, events: [[revision,
 * value]] }`: what a process was told that had been told everything up to `after`. Findings, worst first:
 *
 * - *garbage-event*: a value that nobody put there, or whose put failed for certain;
 * - *conflicting-events*: a revision that stands for two changes, or a change with two revisions;
 * - *missing-event*: another watcher, or whoever made it, was told of a change that this one was not, though of later
 *   ones. Only up to the last event is a log complete; what is on its way is not missing. `catch-up` ends with the last
 *   acknowledged change, and a client that gave up on it proves nothing;
 * - *unordered-event*: a revision not above the one before it, so an event that came late, or twice.
 *
 * A put without an answer may have happened or not. After etcd 3.4 documentation, "KV API guarantees", Watch API
 * (ordered, unique, reliable, atomic, resumable), and jepsen.etcd.watch. Details: `{ counts, anomalies }`.
 */
export const watch: Checker = {
  name: 'watch',
  about: 'everyone who watches a key is told of each of its changes, once and in order',
  check: ({ history }) => {
    const told = logs(history)
    const found = violations(told)
    const by = grouped(found, ({ kind }) => kind)
    const events = told.watches.reduce((sum, each) => sum + each.events.length, 0)
    const watchers = new Set(told.watches.map(({ op }) => whoOf(op))).size
    const acknowledged = told.acknowledged.length
    const what = `${count(acknowledged, 'acknowledged put')}, ${count(events, 'event')} in ${count(watchers, 'log')}`
    return conclude({
      history,
      seen: kinds.flatMap((kind) => seen(kind, by.get(kind) ?? [], history)),
      phrase:
        found.length === 0
          ? `told all who watched of every change, once and in order (${what})`
          : `told those who watched wrongly of changes, ${count(found.length, 'time')} (${what})`,
      unproven: unproven(told, events),
      checked: { acknowledged, events, watchers, caughtUp: told.caughtUp },
      expect: undefined,
      remedy: 'Who watches a key must be told of each of its changes, once and in order.',
      details: { counts: Object.fromEntries(kinds.map((kind) => [kind, by.get(kind)?.length ?? 0])) },
    })
  },
}

function unproven({ acknowledged, behind, caughtUp }: Logs, events: number): string | undefined {
  if (acknowledged.length === 0) return 'no put succeeded, so there was nothing to tell'
  if (events === 0) return 'no watch was told of anything'
  if (behind > 0) return `${count(behind, 'log')} of ${behind + caughtUp} did not reach the last acknowledged change`
  return caughtUp === 0 ? 'no client caught up with what was acknowledged' : undefined
}

const about: { readonly [K in Kind]: string } = {
  'garbage-event': 'of what nobody put there',
  'conflicting-events': 'that contradict another',
  'missing-event': 'missing in logs that go on after them',
  'unordered-event': 'late or told twice',
}

function seen(kind: Kind, all: readonly Violation[], history: readonly Op[]): Seen[] {
  const [first] = all
  if (first === undefined) return []
  const { example, ops } = told(first)
  return [
    {
      type: kind,
      said: `${count(all.length, 'event')} ${about[kind]}`,
      count: all.length,
      example,
      ops,
      because: [],
      confirmed: all.every((each) => confirms(each, history)),
    },
  ]
}

function told(violation: Violation): { readonly example: string; readonly ops: readonly number[] } {
  const { op } = violation.told
  const that = `${capital(who(op))} was told of ${change(violation.told)}`
  switch (violation.kind) {
    case 'garbage-event':
      return { example: `${that}, a value which no put that may have happened gave it.`, ops: [op.index] }
    case 'unordered-event':
      return { example: `${that}, after revision ${violation.before}.`, ops: [op.index] }
    case 'conflicting-events': {
      const { other } = violation
      return { example: `${that}, and ${who(other.op)} of ${change(other)}.`, ops: pairOf(other.op, op) }
    }
    case 'missing-event': {
      const { op: watch } = violation.watch
      return { example: `${that}; ${who(watch)} was not, though of later ones.`, ops: pairOf(op, watch) }
    }
  }
}

const who = ({ process, index }: Op) => `process ${process} (op ${index})`
const change = ({ key, revision, value }: Told) => `value ${value} of key ${key} at revision ${revision}`
const pairOf = (one: Op, other: Op) => [...new Set([one.index, other.index])].sort((a, b) => a - b)
