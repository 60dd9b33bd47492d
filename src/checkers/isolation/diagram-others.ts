import type { Json } from '../../op/op.ts'
import type { Arrow, Diagram } from './diagram.ts'
import { box, write } from './diagram-box.ts'
import { fromFork } from './explain.ts'
import { type Facts, mopsIn } from './facts.ts'
import type { Because, Finding } from './findings.ts'
import { same } from './intern.ts'
import { show } from './show.ts'

type Other = Exclude<Finding, { cycle: unknown }>

/** The pictures of findings that are no cycles of transactions: what is wrong is said at its micro-operation. */
export function otherDiagram(facts: Facts, finding: Other): Diagram {
  const key = show(finding.key)
  const one = (txn: number, name: string, wrong: readonly (readonly [number, string])[]) =>
    box(facts, txn, name, () => ({ wrong: new Map(wrong) }))
  switch (finding.type) {
    case 'G1a':
      return read(facts, finding, 'was rolled back', 'T2 saw what T1 wrote and took back')
    case 'G1b':
      return read(facts, finding, 'was overwritten by T1 itself', 'T2 saw T1 half done')
    case 'garbage-read':
      return {
        boxes: [one(finding.reader, 'T1', [[finding.mop, `nobody wrote ${show(finding.value)}`]])],
        arrows: [],
      }
    case 'duplicate-elements':
      return {
        boxes: [one(finding.reader, 'T1', [[finding.mop, `${show(finding.value)} is in it twice`]])],
        arrows: [],
      }
    case 'internal': {
      const { expected } = finding
      const had = 'value' in expected ? `had to be ${show(expected.value)}` : `had to end with ${show(expected.end)}`
      return { boxes: [one(finding.txn, 'T1', [[finding.mop, had]])], arrows: [] }
    }
    case 'future-read':
      return {
        boxes: [
          one(finding.txn, 'T1', [
            [finding.mop, `holds ${show(finding.value)}`],
            [finding.write, 'comes later'],
          ]),
        ],
        arrows: [],
      }
    case 'incompatible-order':
      return fork(facts, finding)
    case 'dirty-update': {
      const [first = null, last = null] = [finding.values[0], finding.values.at(-1)]
      const marked = (txn: number, name: string, value: Json, wrong?: string) =>
        box(facts, txn, name, (mops) => {
          const at = write(mops, finding.key, value)
          return { arrows: new Map([[at, [0]]]), ...(wrong !== undefined && { wrong: new Map([[at, wrong]]) }) }
        })
      return {
        boxes: [marked(finding.aborted, 'T1', first, 'was rolled back'), marked(finding.committed, 'T2', last)],
        arrows: [
          {
            from: 0,
            to: 1,
            kind: 'ww',
            key,
            about: `${show(first)} → ${show(last)}`,
            says: 'T2 built on what T1 took back',
          },
        ],
      }
    }
    case 'lost-update':
      return lostUpdate(facts, finding)
    case 'cyclic-versions': {
      const { versions } = finding
      return {
        boxes: versions.map(({ before }) => ({ name: `${key} = ${show(before)}`, mops: [] })),
        arrows: versions.map(({ because }, i) => ({
          from: i,
          to: (i + 1) % versions.length,
          kind: 'version',
          says: source(facts, because),
        })),
        stepwise: true,
      }
    }
  }
}

/** Who read what they should not have. */
function read(facts: Facts, finding: Extract<Other, { writer: number }>, wrong: string, says: string): Diagram {
  const writer = box(facts, finding.writer, 'T1', (mops) => {
    const at = write(mops, finding.key, finding.value)
    return { arrows: new Map([[at, [0]]]), wrong: new Map([[at, wrong]]) }
  })
  const reader = box(facts, finding.reader, 'T2', () => ({ arrows: new Map([[finding.mop, [0]]]) }))
  const { key, value } = finding
  return { boxes: [writer, reader], arrows: [{ from: 0, to: 1, kind: 'wr', key: show(key), about: show(value), says }] }
}

/** Two reads, each from where they part. */
function fork(facts: Facts, { key, reads }: Extract<Other, { reads: unknown }>): Diagram {
  const lists = reads.map(({ txn, mop }) => mopsIn(facts.op(txn))[mop]?.[2] ?? null)
  const texts = reads.map(({ mop }, i) => [mop, `read ${show(key)} ${fromFork(lists, i === 0 ? 0 : 1)}`] as const)
  const wrong = reads.map(({ mop }, i) => [mop, i === 0 ? 'one order' : 'another order'] as const)
  const [a, b] = reads
  if (a.txn === b.txn) {
    return { boxes: [box(facts, a.txn, 'T1', () => ({ texts: new Map(texts), wrong: new Map(wrong) }))], arrows: [] }
  }
  const boxes = reads.map(({ txn, mop }, i) =>
    box(facts, txn, `T${i + 1}`, () => ({
      texts: new Map(texts.slice(i, i + 1)),
      wrong: new Map(wrong.slice(i, i + 1)),
      arrows: new Map([[mop, [0]]]),
    })),
  )
  return { boxes, arrows: [{ from: 0, to: 1, kind: 'against', key: show(key), says: 'no one order explains both' }] }
}

/** A ring: each missed the write of the next. With `reads`, clients read the list as a part of their append. */
function lostUpdate(facts: Facts, { key, value, txns, reads }: Extract<Other, { txns: unknown }>): Diagram {
  const boxes = txns.map((txn, i) =>
    box(facts, txn, `T${i + 1}`, (mops) => {
      const own = mops.map(([, k], at) => (same(k, key) ? at : -1)).filter((at) => at >= 0)
      const read = reads === undefined ? own.find((at) => mops[at]?.[0] === 'r') : undefined
      const writing = own.find((at) => at > (read ?? -1) && mops[at]?.[0] !== 'r') ?? -1
      const [leaving, arriving] = [i, (i + txns.length - 1) % txns.length]
      return {
        arrows: new Map(
          read === undefined
            ? [[writing, [leaving, arriving]]]
            : [
                [read, [leaving]],
                [writing, [arriving]],
              ],
        ),
      }
    }),
  )
  const seen = Array.isArray(value) ? ((value as Json[]).at(-1) ?? null) : value
  const arrows = txns.map((_, from): Arrow => {
    const to = (from + 1) % txns.length
    const written = mopsIn(facts.op(txns[to] ?? -1)).find(([f, k]) => f !== 'r' && same(k, key))?.[2] ?? null
    const about = `${show(seen)} → ${show(written)}`
    const says = `T${from + 1} did not see what T${to + 1} wrote`
    return { from, to, kind: 'rw', key: show(key), about, says }
  })
  return { boxes, arrows }
}

/** How it is known that one version came first, in a few words. */
function source(facts: Facts, because: Because): string {
  switch (because.how) {
    case 'read':
      return `so read by op ${because.read.txn}`
    case 'unread':
      return 'nobody read the later one'
    case 'initial':
      return 'nothing comes before the start'
    case 'wfr':
      return `op ${because.txn} read it, then wrote`
    case 'sequential':
      return `process ${facts.op(because.first)?.process} met them so`
    case 'linearizable':
      return `op ${because.first} ended before op ${because.second}`
  }
}
