import { grouped } from '../grouped.ts'
import { type Logs, nameOf, type Told, type Watch, whoOf } from './logs.ts'

/** What must not be: `told` is a change that `watch`, or another one, was told of as it must not have been. */
export type Violation =
  | { readonly kind: 'garbage-event'; readonly told: Told }
  | { readonly kind: 'unordered-event'; readonly told: Told; readonly before: number }
  | { readonly kind: 'conflicting-events'; readonly told: Told; readonly other: Told }
  | { readonly kind: 'missing-event'; readonly told: Told; readonly watch: Watch }

export type Kind = Violation['kind']

/** Worst first. */
export const kinds: readonly Kind[] = ['garbage-event', 'conflicting-events', 'missing-event', 'unordered-event']

export function violations(logs: Logs): Violation[] {
  const all = [...logs.acknowledged, ...logs.watches.flatMap(({ events }) => events)]
  return [...garbage(logs), ...conflicting(all), ...missing(logs.watches, all), ...unordered(logs.watches)]
}

function garbage({ watches, possible }: Logs): Violation[] {
  const events = watches.flatMap((watch) => watch.events)
  return events
    .filter(({ key, value }) => !possible.has(nameOf(key, value)))
    .map((told) => ({ kind: 'garbage-event', told }))
}

/** Revisions only grow in a log, from the one that was asked for on: nothing comes twice, nothing late. */
function unordered(watches: readonly Watch[]): Violation[] {
  return watches.flatMap(({ after, events }) =>
    events.flatMap((told, i): Violation[] => {
      const before = events[i - 1]?.revision ?? after
      return told.revision > before ? [] : [{ kind: 'unordered-event', told, before }]
    }),
  )
}

/** A revision is one change, and a change, as each value is put once, has one revision. The first that said so counts. */
function conflicting(all: readonly Told[]): Violation[] {
  const byRevision = new Map<number, Told>()
  const byChange = new Map<string, Told>()
  return all.flatMap((told): Violation[] => {
    const change = nameOf(told.key, told.value)
    const same = byRevision.get(told.revision) ?? told
    const once = byChange.get(change) ?? told
    byRevision.set(told.revision, same)
    byChange.set(change, once)
    const other = nameOf(same.key, same.value) !== change ? same : once.revision !== told.revision ? once : undefined
    return other === undefined ? [] : [{ kind: 'conflicting-events', told, other }]
  })
}

/** A watch covers its key from where it began to the last revision that it was told of, and not a revision more. */
function missing(watches: readonly Watch[], all: readonly Told[]): Violation[] {
  const known = new Map([...grouped(all, ({ key }) => key)].map(([key, told]) => [key, inOrder(told)]))
  const logs = grouped(watches, ({ op }) => whoOf(op))
  return [...logs.values()].flatMap((log) => {
    const got = new Set(log.flatMap(({ events }) => events.map(({ revision }) => revision)))
    return log.flatMap((watch) =>
      within(known.get(watch.key) ?? [], watch.after, lastOf(watch))
        .filter(({ revision }) => !got.has(revision))
        .map((told): Violation => ({ kind: 'missing-event', told, watch })),
    )
  })
}

export function lastOf({ after, events }: Watch): number {
  return events.reduce((last, { revision }) => Math.max(last, revision), after)
}

/** One of each revision, ascending. */
function inOrder(told: readonly Told[]): Told[] {
  const first = new Map<number, Told>()
  for (const each of told) if (!first.has(each.revision)) first.set(each.revision, each)
  return [...first.values()].sort((a, b) => a.revision - b.revision)
}

/** Those after a revision up to another, found by bisection. */
function within(told: readonly Told[], after: number, last: number): Told[] {
  let [from, to] = [0, told.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((told[middle]?.revision ?? 0) > after) to = middle
    else from = middle + 1
  }
  const found: Told[] = []
  for (let i = from; i < told.length; i++) {
    const each = told[i]
    if (each === undefined || each.revision > last) break
    found.push(each)
  }
  return found
}
