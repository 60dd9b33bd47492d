import type { Json } from '../../op/op.ts'
import { quantiles } from '../quantiles.ts'
import { type Element, known, missedFor, type SetHistory } from './set-elements.ts'
import type { Outcomes, Unexpected } from './set-outcomes.ts'

/** At most this many elements are listed of each kind; the counts are always whole. */
const listed = 10_000
const points = [0, 0.5, 0.95, 0.99, 1] as const

/**
 * The findings as they stand in results.json. Times and latencies in ns; `op` is the index of the add's invocation:
 *
 *     counts: { attempted, acknowledged, present, lost, vanished, unconfirmed, stale, recovered, neverRead,
 *               duplicated, unexpected }
 *     lost, vanished, unconfirmed: [{ element, key?, op, process, node, invokedAt, acknowledgedAt, lastSeenAt }]
 *     stale: the worst 8 of [{ element, key?, op, knownAt, missedBy, missedAt, latency }]
 *     recovered, neverRead: [element]
 *     duplicated: [{ element, key?, op, copies }]
 *     unexpected: [{ element, key?, read, node, why }]
 *     stableLatencies, lostLatencies: { "0": , "0.5": , "0.95": , "0.99": , "1": } | null
 *
 * A stable latency is 0 where no read missed the element once it was known; a lost latency is the time from known to
 * the end of the last read that saw it, 0 where none did.
 */
export function details({ elements }: SetHistory, sorted: Outcomes): Json {
  const { acknowledged, stable, ...kinds } = sorted
  const counts = Object.fromEntries(Object.entries(kinds).map(([kind, members]) => [kind, members.length]))
  return {
    counts: { attempted: elements.length, acknowledged: acknowledged.length, present: stable.length, ...counts },
    lost: sorted.lost.slice(0, listed).map(missing),
    vanished: sorted.vanished.slice(0, listed).map(missing),
    unconfirmed: sorted.unconfirmed.slice(0, listed).map(missing),
    stale: [...sorted.stale]
      .sort((a, b) => (missedFor(b) ?? 0) - (missedFor(a) ?? 0))
      .slice(0, 8)
      .map(stale),
    recovered: sorted.recovered.slice(0, listed).map(({ value }) => value),
    neverRead: sorted.neverRead.slice(0, listed).map(({ value }) => value),
    duplicated: sorted.duplicated.slice(0, listed).map((element) => ({ ...named(element), copies: element.copies })),
    unexpected: sorted.unexpected.slice(0, listed).map(unexpected),
    stableLatencies:
      quantiles(
        stable.map((element) => missedFor(element) ?? 0),
        points,
      ) ?? null,
    lostLatencies: quantiles(sorted.lost.map(seenFor), points) ?? null,
  }
}

function named({ value, key, add }: Element) {
  return { element: value, ...(key === undefined ? undefined : { key }), op: add.index }
}

function missing(element: Element): Json {
  const { add, acknowledged, lastSeen } = element
  return {
    ...named(element),
    process: add.process,
    node: acknowledged?.node ?? add.node ?? null,
    invokedAt: add.time,
    acknowledgedAt: acknowledged?.time ?? null,
    lastSeenAt: lastSeen?.time ?? null,
  }
}

function stale(element: Element): Json {
  return {
    ...named(element),
    knownAt: known(element)?.time ?? null,
    missedBy: element.lastMissed?.index ?? null,
    missedAt: element.lastMissed?.time ?? null,
    latency: missedFor(element) ?? 0,
  }
}

function unexpected({ value, key, read, why }: Unexpected): Json {
  return {
    element: value,
    ...(key === undefined ? undefined : { key }),
    read: read.index,
    node: read.node ?? null,
    why,
  }
}

function seenFor(element: Element): number {
  const { lastSeen } = element
  return lastSeen === undefined ? 0 : Math.max(0, lastSeen.time - (known(element)?.time ?? 0))
}
