import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Pair } from '../src/history/pair.ts'
import type { StoredRun } from '../src/store/run.ts'
import type { Embedded } from './embedded.ts'
import { opColumns } from './model/columns.ts'
import type { FaultSpan } from './model/faults.ts'
import { lagColumns, roles } from './model/samples.ts'
import type { Step } from './model/story.ts'
import { isFound, thin } from './model/thin.ts'
import { clip, count, plural } from './text.ts'

const compress = promisify(gzip)

/** Base64 characters that the data may take: the page stays below 5 MB. */
const BUDGET = 4.2e6

/** Tried in turn until the data fits: how long a text may be, and how many ops are drawn. */
const attempts = [
  { text: 200, ops: 250_000 },
  { text: 60, ops: 250_000 },
  { text: 20, ops: 200_000 },
  { text: 20, ops: 100_000 },
  { text: 12, ops: 40_000 },
  { text: 12, ops: 10_000 },
  { text: 12, ops: 2_000 },
]

const micros = (ns: number): number => Math.round(ns / 1000)

export interface EmbedInput {
  readonly run: StoredRun
  readonly calls: readonly Pair[]
  readonly spans: readonly FaultSpan[]
  readonly steps: readonly Step[]
  /** Ops that a checker found fault with, by any index of theirs; never thinned out. */
  readonly found: ReadonlySet<number>
  /** Findings that are counted, but not in `found`. */
  readonly unlisted: number
  /** Length of the run, ns. */
  readonly end: number
}

/** The viewer's data as base64 of gzipped JSON, within the budget whatever the run's size. */
export async function embed(input: EmbedInput): Promise<string> {
  let last = ''
  for (const attempt of attempts) {
    last = (await compress(JSON.stringify(shape(input, attempt)), { level: 7 })).toString('base64')
    if (last.length <= BUDGET) break
  }
  return last
}

function shape(input: EmbedInput, limits: { text: number; ops: number }): Embedded {
  const { run, spans, steps, end } = input
  const nodes = run.test.nodes
  const { calls, weights } = thin(input.calls, input.found, limits.ops)
  const dropped = input.calls.length - calls.length
  return {
    end: Math.max(1, micros(end)),
    nodes,
    concurrency: run.test.concurrency,
    ops: opColumns(calls, nodes, limits.text),
    faults: spans.slice(0, MOST_MARKS).map((span) => ({
      ...span,
      how: clip(span.how, 300),
      mechanism: clip(span.mechanism, 300),
      began: micros(span.began),
      from: micros(span.from),
      to: span.to === undefined ? -1 : micros(span.to),
      ended: span.ended === undefined ? -1 : micros(span.ended),
    })),
    steps: steps.slice(0, MOST_MARKS).map((step) => ({
      at: micros(step.time),
      op: step.op,
      kind: step.kind,
      title: clip(step.title, 120),
      text: clip(step.text, 300),
    })),
    roles: roles(run.samples, nodes, end),
    lag: lagColumns(run.samples, nodes),
    weights,
    found: calls.filter((call) => isFound(call, input.found)).map(({ invoke }) => invoke.index),
    ...notes([
      dropped > 0 &&
        `Drawn: ${count(calls.length)} of ${count(input.calls.length)} operations. Every one that a checker names is here, and of the others an even share; all are in history.jsonl.`,
      input.unlisted > 0 &&
        `Not marked: ${plural(input.unlisted, 'more finding')} that the checker counted but did not list.`,
    ]),
  }
}

function notes(lines: readonly (string | false)[]): { note: string } | undefined {
  const said = lines.filter((line) => line !== false)
  return said.length === 0 ? undefined : { note: said.join(' ') }
}

/** A picture of more faults or steps than this is no picture; the history has them all. */
const MOST_MARKS = 5000
